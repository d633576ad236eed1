package io.wmmp.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.wmmp.camel.WmmpComponent;

import static org.assertj.core.api.Assertions.assertThat;

/** Every URI of the component that README, docs and READMEs of the examples show passes the validation of Camel's catalog. */
class UrisTest {

    private static final Pattern URI = Pattern.compile("\\bwmmp:(?:platform|terminal|application)\\b(?!-)[^\\s\"'`<>|\\\\]*");
    /** A secret that has spaces or other signs of its own. */
    private static final Pattern RAW = Pattern.compile("RAW\\([^)]*\\)");
    /** Long URIs in Java are put together from two. */
    private static final Pattern CONTINUED = Pattern.compile("\"\\s*\\+\\s*\"");

    private static CamelCatalog catalog;

    @BeforeAll
    static void load() throws IOException {
        catalog = new DefaultCamelCatalog();
        try (var json = UrisTest.class.getResourceAsStream(ComponentReference.COMPONENT)) {
            catalog.addComponent("wmmp", WmmpComponent.class.getName(),
                    new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Stream<Path> pages() {
        return Stream.concat(Docs.pages().stream(), Docs.readmes().stream()).filter(page -> uris(page).findAny().isPresent());
    }

    private static Stream<String> uris(Path page) {
        String text = CONTINUED.matcher(RAW.matcher(Docs.read(page)).replaceAll("RAW(secret)")).replaceAll("");
        return URI.matcher(text).results().map(MatchResult::group)
                // what stands for something else: wmmp:terminal:udp:host:port?terminalId=... and wmmp:terminal:...?operation=reset
                .map(uri -> uri.replace("&amp;", "&").replace(":host:port", ":host:1").replace(":...", ":udp:host:1")
                        .replace("=...", "=some"))
                // the catalog takes what stands last for the port; component.adoc names this form for it
                .map(uri -> uri.replaceAll(":sms(?!:)", ":sms:none:0"))
                .map(uri -> uri.replaceAll("[.,;:)*]+$", ""));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCatalogKnowsThem(Path page) {
        assertThat(uris(page).distinct()).isNotEmpty().allSatisfy(uri -> {
            EndpointValidationResult result = catalog.validateEndpointProperties(uri);
            assertThat(result.isSuccess()).as(result.summaryErrorMessage(false)).isTrue();
        });
    }

    @Test
    void thereAreManyAndAWrongOneWouldBeSeen() {
        assertThat(pages().flatMap(UrisTest::uris).distinct()).hasSizeGreaterThan(30);
        assertThat(catalog.validateEndpointProperties("wmmp:platform:udp:0.0.0.0:9981?comands=LOGIN").isSuccess()).isFalse();
    }
}
