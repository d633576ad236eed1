package io.wmmp.examples.platform;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Makes the picture of the page for the documentation. */
@EnabledIfSystemProperty(named = "page.picture", matches = ".+",
        disabledReason = "no picture is wanted; -Dpage.picture=/.../docs/platform-page.png makes it anew")
class PagePictureTest {

    private static final String TOKEN = "open-sesame";
    private static final int MAX_BYTES = 200_000;
    private static final int TERMINALS = 12;
    private static final int AWAY = 11;

    @TempDir
    Path directory;

    @Test
    void thePageWithTrafficIsTaken() throws Exception {
        try (Box box = Box.start("wmmp.http.token", TOKEN); TerminalFleet fleet = new TerminalFleet(box, TOKEN, directory)) {
            fleet.provision(1, 2_400, "FARM");
            fleet.start(1, TERMINALS);
            fleet.firmware("pump.bin", "3.1", 60_000);
            try (Browser browser = Browser.open(directory.resolve("profile"), 1280, 1480)) {
                browser.enter(box.http("/"), TOKEN);
                browser.awaitText("#range", "of 2,400");
                fleet.stop(AWAY);
                fleet.desire(2, "{\"heartbeat_interval\": 30, \"m2m_apn\": \"cmiot\"}");
                browser.go(box.http("/#" + TerminalFleet.id(2)));
                fleet.campaign("pump.bin", IntStream.rangeClosed(1, 40).boxed().toList());
                browser.awaitText("#campaign-rows", "running");
                browser.awaitText("#download-text", "completed");
                browser.click("#submit");
                browser.awaitText("#answer", "Result 0");
                IntStream.rangeClosed(1, TERMINALS).filter(i -> i != AWAY)
                        .forEach(i -> fleet.report(i, Map.of("signal_level", 5 + i * 11 % 27)));
                fleet.send(7, "36.6");
                fleet.report(2, Map.of("alarm_status", 1));
                fleet.send(9, "17.0");
                browser.awaitText("#frames", "TRANSPARENT_DATA");
                browser.awaitText("#offline", "1");
                browser.awaitText("#rows", "31");
                Path picture = Path.of(System.getProperty("page.picture"));
                write(ImageIO.read(new ByteArrayInputStream(browser.picture())), picture);
                assertThat(picture).satisfies(file -> assertThat(Files.size(file)).isLessThan(MAX_BYTES));
            }
        }
    }

    /** With the 256 colours that it has most of, and what is nearest to the others: a third of the bytes. */
    private static void write(BufferedImage image, Path png) throws IOException {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        int[] palette = Arrays.stream(pixels).boxed().collect(Collectors.groupingBy(pixel -> pixel, Collectors.counting()))
                .entrySet().stream().sorted(Map.Entry.<Integer, Long>comparingByValue().reversed()).limit(256)
                .mapToInt(Map.Entry::getKey).toArray();
        BufferedImage indexed = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE));
        Map<Integer, Integer> nearest = new HashMap<>();
        byte[] indexes = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            indexes[i] = nearest.computeIfAbsent(pixels[i], pixel -> IntStream.range(0, palette.length).boxed()
                    .min(Comparator.comparingInt(n -> distance(palette[n], pixel))).orElseThrow()).byteValue();
        }
        ImageIO.write(indexed, "png", png.toFile());
    }

    private static int distance(int colour, int other) {
        return IntStream.of(0, 8, 16).map(shift -> (colour >> shift & 0xFF) - (other >> shift & 0xFF)).map(d -> d * d).sum();
    }
}
