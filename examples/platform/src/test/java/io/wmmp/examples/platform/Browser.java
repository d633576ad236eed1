package io.wmmp.examples.platform;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import static org.awaitility.Awaitility.await;

/** The Chromium that is installed, without a window. Neither it nor Selenium fetches anything. */
final class Browser implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final String DRIVER = "chromedriver";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Warns of its debugging protocol, which is not used, for every version of Chromium that is newer than itself. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(File browser, File chromeDriver, Path profile, int width, int height) {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser);
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-proxy-server", "--lang=en", "--user-data-dir=" + profile);
        driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(chromeDriver).usingAnyFreePort()
                .withTimeout(PATIENCE).build(), options);
        driver.manage().timeouts().pageLoadTimeout(PATIENCE);
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** Why there is none, or null. */
    static String missing() {
        if (installed(NAMES).isEmpty()) {
            return "no Chromium is installed: none of " + NAMES + " is on the path";
        }
        return installed(List.of(DRIVER)).isEmpty() ? "Chromium is installed, but no " + DRIVER + " on the path" : null;
    }

    /** Starts one with a profile of its own. */
    static Browser open(Path profile, int width, int height) {
        return new Browser(installed(NAMES).orElseThrow(), installed(List.of(DRIVER)).orElseThrow(), profile, width,
                height);
    }

    private static Optional<File> installed(List<String> names) {
        String[] directories = Objects.requireNonNullElse(System.getenv("PATH"), "").split(Pattern.quote(File.pathSeparator));
        return names.stream().flatMap(name -> Arrays.stream(directories).map(directory -> new File(directory, name)))
                .filter(File::canExecute).findFirst();
    }

    ChromeDriver driver() {
        return driver;
    }

    void go(String url) {
        driver.get(url);
    }

    /** Goes to the page, and shows the token that it asks for. */
    void enter(String url, String token) {
        go(url);
        awaitText("#door-title", "token");
        type("#token", token);
        click("#token-form button");
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** The text of what a selector finds first; empty while there is nothing, as while the page makes it anew. */
    String text(String css) {
        try {
            return driver.findElements(By.cssSelector(css)).stream().findFirst().map(WebElement::getText).orElse("");
        } catch (StaleElementReferenceException e) {
            return "";
        }
    }

    void awaitText(String css, String... parts) {
        await().atMost(PATIENCE).until(() -> text(css), text -> Arrays.stream(parts).allMatch(text::contains));
    }

    /** Clicks on what is there now: the page may be making it anew at this moment. */
    void click(String css) {
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(WebDriverException.class).untilAsserted(() -> find(css).click());
    }

    void press(String css, CharSequence keys) {
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(() -> find(css).sendKeys(keys));
    }

    void type(String css, CharSequence text) {
        WebElement field = find(css);
        field.clear();
        field.sendKeys(text);
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
