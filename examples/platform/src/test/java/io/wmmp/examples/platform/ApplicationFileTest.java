package io.wmmp.examples.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.MemoryApplicationRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApplicationFileTest {

    @TempDir
    private Path directory;
    private final MemoryApplicationRegistry registry = new MemoryApplicationRegistry();

    private int load(String content) throws IOException {
        Path file = directory.resolve("applications.csv");
        Files.writeString(file, content);
        return new ApplicationFile(file).importTo(registry);
    }

    private ApplicationRecord application(String ecCode) {
        return registry.find(ecCode).toCompletableFuture().join();
    }

    @Test
    void codesPasswordsAndPeersAreTaken() throws IOException {
        assertThat(load("peers,password,ec_code\n,first password,EC1\nEC1 TESTTERM00000001,second,EC2\n")).isEqualTo(2);
        assertThat(application("EC1")).isEqualTo(new ApplicationRecord("EC1", "first password"));
        assertThat(application("EC2").peers()).containsExactlyInAnyOrder("EC1", "TESTTERM00000001");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = { "ec_code,password~EC1,sEcReT~EC1,other | line 3, column ec_code: 'EC1' is there twice",
                    "ec_code,password~A CODE OF MORE THAN 16,sEcReT | line 2, column ec_code: expects 1 to 16",
                    "ec_code,password~,sEcReT | line 2, column ec_code: expects 1 to 16",
                    "ec_code,password~EC1, | line 2, column password: The password of an application has 1 to 64",
                    "ec_code~EC1 | line 1, column password: is missing",
                    "ec_code,password,peers~EC1,sEcReT,\u00E4 | line 2, column peers: expects terminal ids" })
    void whatIsWrongIsNamedAndNoPasswordShown(String content, String problem) {
        assertThatThrownBy(() -> load(content.replace('~', '\n'))).isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("wmmp.applications: ").hasMessageContaining(problem).hasMessageNotContaining("sEcReT");
    }
}
