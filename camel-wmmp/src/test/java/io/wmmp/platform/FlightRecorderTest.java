package io.wmmp.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the flight recorder of the JVM sees of a platform, where a recording asks for it. */
class FlightRecorderTest {

    @TempDir
    Path directory;

    private List<RecordedEvent> record(boolean enabled) throws IOException {
        Path file = directory.resolve("wmmp.jfr");
        try (Recording recording = new Recording(); TestPlatform test = new TestPlatform()) {
            if (enabled) {
                List.of("FrameReceived", "Request", "Answer").forEach(event -> recording.enable("io.wmmp." + event));
            }
            recording.start();
            Consumption up = test.listen(Bearer.UDP, Set.of(Command.CONFIG_TRAP), request -> CompletableFuture
                    .completedStage(Answer.success(FakeTerminal.CODEC, request.message())));
            try (FakeTerminal terminal = new FakeTerminal(Bearer.UDP, up.localAddress())) {
                terminal.login();
                terminal.result(terminal.signed(Command.CONFIG_TRAP, "alarm_status", 1));
                CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 60),
                        TestPlatform.LONG);
                terminal.answer(terminal.receive(), "result", 0);
                asked.join();
            }
            await().until(() -> test.platform.view().exchanges() == 0);
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.wmmp.")).toList();
    }

    private static List<String> commands(List<RecordedEvent> events, String name) {
        return events.stream().filter(event -> event.getEventType().getName().equals("io.wmmp." + name))
                .map(event -> event.getString("command")).toList();
    }

    @Test
    void aRecordingThatAsksForThemHasFramesRequestsAndAnswers() throws IOException {
        List<RecordedEvent> events = record(true);

        assertThat(commands(events, "FrameReceived")).contains("LOGIN", "CONFIG_TRAP", "CONFIG_SET_ACK");
        assertThat(commands(events, "Request")).contains("LOGIN", "CONFIG_TRAP");
        assertThat(commands(events, "Answer")).containsExactly("CONFIG_SET");
        RecordedEvent answer = events.stream().filter(event -> event.getEventType().getName().equals("io.wmmp.Answer"))
                .findFirst().orElseThrow();
        assertThat(answer.getString("outcome")).isEqualTo("ANSWERED");
        assertThat(answer.getString("terminal")).isEqualTo("TESTTERM00000001");
        assertThat(answer.getDuration()).isPositive();
    }

    @Test
    void anyOtherRecordingHasNone() throws IOException {
        assertThat(record(false)).isEmpty();
    }
}
