package io.wmmp.quarkus.deployment;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The Chromium that is installed, without a window, which fetches nothing. It looks through the shadow roots of which the Dev UI
 * is made, where selectors do not reach.
 */
final class Browser implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final String DRIVER = "chromedriver";
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    /** Finds an element however deep it is. */
    private static final String FIND = """
            const find = (root, name) => {
                const found = root.querySelector(name);
                if (found) return found;
                for (const element of root.querySelectorAll('*')) {
                    const inside = element.shadowRoot && find(element.shadowRoot, name);
                    if (inside) return inside;
                }
                return null;
            };
            """;

    private final ChromeDriver driver;

    private Browser(File browser, File chromeDriver, Path profile) {
        LoggingPreferences console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setCapability("goog:loggingPrefs", console);
        options.setBinary(browser);
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-proxy-server", "--lang=en", "--user-data-dir=" + profile);
        driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(chromeDriver).usingAnyFreePort()
                .withTimeout(PATIENCE).build(), options);
        driver.manage().timeouts().pageLoadTimeout(PATIENCE);
        driver.manage().window().setSize(new Dimension(1400, 900));
    }

    /** Why there is none, or null. */
    static String missing() {
        if (installed(NAMES).isEmpty()) {
            return "no Chromium is installed: none of " + NAMES + " is on the path";
        }
        return installed(List.of(DRIVER)).isEmpty() ? "Chromium is installed, but no " + DRIVER + " on the path" : null;
    }

    /** Starts one with a profile of its own. */
    static Browser open(Path profile) {
        return new Browser(installed(NAMES).orElseThrow(), installed(List.of(DRIVER)).orElseThrow(), profile);
    }

    private static Optional<File> installed(List<String> names) {
        String[] directories = Objects.requireNonNullElse(System.getenv("PATH"), "").split(Pattern.quote(File.pathSeparator));
        return names.stream().flatMap(name -> Arrays.stream(directories).map(directory -> new File(directory, name)))
                .filter(File::canExecute).findFirst();
    }

    void go(String url) {
        driver.get(url);
    }

    /** Runs a script, which has the function {@code find}, and gives its text. */
    String run(String script, Object... arguments) {
        return String.valueOf(driver.executeScript(FIND + script, arguments));
    }

    /** All text of a component; empty while it is not there. */
    String text(String component) {
        return run("return find(document, arguments[0])?.shadowRoot?.textContent ?? '';", component);
    }

    void awaitText(String component, String... parts) {
        Awaitility.await().atMost(PATIENCE).until(() -> text(component),
                text -> Arrays.stream(parts).allMatch(text::contains));
    }

    /** Clicks on the element of a component that has this text. */
    void click(String component, String name, String text) {
        run("""
                const elements = [...find(document, arguments[0]).shadowRoot.querySelectorAll(arguments[1])];
                elements.find(element => element.textContent.trim() === arguments[2]).click();""", component, name, text);
    }

    /** What the console has told of errors since the last call. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
