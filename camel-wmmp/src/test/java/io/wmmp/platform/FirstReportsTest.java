package io.wmmp.platform;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;

import static org.awaitility.Awaitility.await;

/** What waits for the report after a login goes on in the end, whatever the terminal does. */
class FirstReportsTest {

    private final TestPlatform test = new TestPlatform();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void whatWaitsForATerminalGoesOnWhenItLogsInAgainBeforeItsReport() {
        FakeTerminal terminal = new FakeTerminal(Bearer.TCP, test.listen(Bearer.TCP));
        terminal.login();
        CompletableFuture<WmmpMessage> rotation = test.platform.rotateKeys(terminal.id, dialect -> TestPlatform.SHORT)
                .toCompletableFuture();
        // what comes next counts at once when the platform knows already that this connection is closed
        terminal.close();
        try (FakeTerminal again = new FakeTerminal(terminal, Bearer.TCP, terminal.platform)) {
            again.login();
            again.send(again.signed(Command.CONFIG_TRAP));

            await().atMost(Duration.ofSeconds(30)).until(rotation::isDone);
        }
    }
}
