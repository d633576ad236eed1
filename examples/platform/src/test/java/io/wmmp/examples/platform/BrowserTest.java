package io.wmmp.examples.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The page in a browser, in front of terminals of the component. Skipped where no browser is installed.
 */
class BrowserTest {

    private static final String TOKEN = "open-sesame";
    private static final String MARKUP = "<script>x</script>";

    @TempDir
    static Path directory;
    private static Box box;
    private static TerminalFleet fleet;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        String missing = Browser.missing();
        assumeTrue(missing == null, () -> "The page is not tested in a browser: " + missing);
        box = Box.start("wmmp.http.token", TOKEN);
        fleet = new TerminalFleet(box, TOKEN, directory);
        fleet.provision(1, 60, "FARM");
        fleet.provision(61, 61, MARKUP);
        fleet.start(1, 4);
        browser = Browser.open(directory.resolve("profile"), 1360, 1040);
        browser.enter(box.http("/"), TOKEN);
        browser.awaitText("#range", "of 61");
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (fleet != null) {
            fleet.close();
        }
        if (box != null) {
            box.close();
        }
    }

    @BeforeEach
    void reload() {
        browser.go(box.http("/"));
        browser.awaitText("#range", "of 61");
    }

    private static String row(int number) {
        return "#rows tr[data-terminal=" + TerminalFleet.id(number) + "]";
    }

    @Test
    void aTerminalIsSeenOnlineWithItsSignal() {
        browser.awaitText(row(1), "online", "s ago", "FARM", "127.0.0.1");
        browser.awaitText(row(5), "not seen yet", "never");
        browser.awaitText("#online", "4");
        fleet.report(1, Map.of("signal_level", 17));
        browser.awaitText(row(1), "17");
    }

    @Test
    void aCommandReachesTheTerminalAndItsAnswerIsShown() {
        browser.press(row(2) + " a", Keys.ENTER);
        browser.awaitText("#details-title", TerminalFleet.id(2));
        browser.awaitText("#facts", "online");
        browser.press("#command", "TRANSPARENT_DATA");
        browser.type("#body", "{\"text\": \"take a seat\"}");
        browser.click("#submit");

        browser.awaitText("#answer", "Result 0");
        assertThat(fleet.heard(2)).containsExactly("take a seat");

        browser.press("#command", "CONFIG_SET");
        browser.type("#body", "{\"heartbeat_interval\": 47}");
        browser.click("#submit");
        browser.awaitText("#answer", "Result 0");
        browser.awaitText("#twin", "heartbeat_interval", "47");

        browser.type("#body", "{\"heartbeat_intervall\": 47}");
        browser.click("#submit");
        browser.awaitText("#answer", "heartbeat_intervall");
        browser.type("#body", "{");
        browser.click("#submit");
        browser.awaitText("#answer", "The body is not JSON");
    }

    @Test
    void whatIsSaidIsSeenAtOnceAndTextStaysText() {
        browser.click(row(3) + " a");
        browser.awaitText("#facts", "online");
        // when the page listens to this terminal alone is not to be seen
        browser.click("#only");
        await().untilAsserted(() -> {
            fleet.report(3, Map.of("m2m_apn", MARKUP));
            assertThat(browser.text("#frames")).contains("CONFIG_TRAP", "m2m_apn=" + MARKUP, TerminalFleet.id(3));
        });
        browser.awaitText("#twin", "m2m_apn", MARKUP);
        assertThat(browser.text("#frames")).doesNotContain(TerminalFleet.id(1), TerminalFleet.id(2));

        browser.type("#search", TerminalFleet.id(61));
        browser.awaitText("#range", "of 1");
        browser.awaitText("#rows", MARKUP);
        assertThat(browser.run("return document.scripts.length")).as("no markup has become any").isEqualTo(1L);
    }

    @Test
    void markupCannotGetInEvenThroughAMistakeOfThePage() {
        assertThat(browser.run("""
                try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch (e) { return e.name; }"""))
                .isEqualTo("TypeError");
    }

    @Test
    void searchNarrowsAndPagesTurn() {
        browser.awaitText("#range", "1–15 of 61");
        assertThat(browser.find("#previous").isEnabled()).isFalse();
        browser.click("#next");
        browser.awaitText("#range", "16–30 of 61");
        browser.awaitText("#rows", TerminalFleet.id(16));

        browser.press("body", "/");
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("id")).isEqualTo("search");
        browser.driver().switchTo().activeElement().sendKeys(TerminalFleet.id(42).substring(10));
        browser.awaitText("#range", "1–1 of 1");
        browser.awaitText("#rows", TerminalFleet.id(42));
        browser.type("#search", "nobody has this");
        browser.awaitText("#range", "none found");

        browser.type("#search", TerminalFleet.id(1).substring(0, 8));
        browser.awaitText("#range", "of 61");
        browser.press("#state", "online");
        browser.awaitText("#range", "1–4 of 4");
    }

    @Test
    void aCampaignIsFollowedToItsEnd() {
        fleet.firmware("field-unit.bin", "2.4", 20_000);
        fleet.campaign("field-unit.bin", List.of(1, 4, 50));
        browser.awaitText("#campaign-rows", "field-unit.bin 2.4", "running");
        await().untilAsserted(() -> {
            assertThat(browser.text("#campaign-rows td:nth-child(4)")).as("done").isEqualTo("2");
            assertThat(browser.text("#campaign-rows td:nth-child(6)")).as("to come").isEqualTo("1");
        });
        browser.click(row(4) + " a");
        browser.awaitText("#download-text", "completed", "field-unit.bin 2.4", "20,000 of 20,000");
    }
}
