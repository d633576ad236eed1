package io.wmmp.examples.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What came of a simulation. All that have been sent are answered, lost or open.
 *
 * @param terminals     how many there were
 * @param seed          what decided about losses
 * @param seconds       how long it took
 * @param dataSeconds   for how long data messages were sent
 * @param sent          data messages given to terminals
 * @param answered      those that were answered
 * @param refused       those of them whose answer did not mean success
 * @param repeated      how often a data message was sent again
 * @param lost          data messages that a terminal has given up
 * @param open          data messages whose answer was still waited for at the end
 * @param skipped       data messages that were due when no terminal was free to send
 * @param latencyMillis how long answers to data messages took, from message to answer, repeats included
 * @param received      data messages that came from the platform
 * @param login         the login storm
 * @param requests      what became of the requests of terminals, by command and then by event: SENT, REPEATED, ANSWERED,
 *                      UNANSWERED, ABANDONED, NOT_SENT
 * @param network       what happened on the way; null over TCP
 * @param drops         how often terminals dropped a message, by reason
 */
public record Summary(int terminals, long seed, double seconds, double dataSeconds, long sent, long answered, long refused,
        long repeated, long lost, long open, long skipped, Latency latencyMillis, long received, Login login,
        Map<String, Map<String, Long>> requests, Network network, Map<String, Long> drops) {

    /**
     * The login storm.
     *
     * @param started       terminals that have set out
     * @param online        those of them that were logged in at least once
     * @param seconds       from the first that set out to the last that was logged in
     * @param latencyMillis how long each took, looked at every 20 ms
     * @param trouble       why one that has not been logged in was not; null when all were
     */
    public record Login(int started, int online, double seconds, Latency latencyMillis, String trouble) {
    }

    /**
     * Datagrams.
     *
     * @param sockets  how many UDP sockets the terminals shared
     * @param sent     datagrams of terminals, those lost on purpose included
     * @param received datagrams of the platform, those lost on purpose included
     * @param lost     datagrams lost on purpose, of both directions
     * @param doubled  datagrams that arrived twice on purpose, of both directions
     * @param astray   datagrams that came to an address that their terminal had left, or were for nobody
     * @param rebinds  how often a terminal moved
     */
    public record Network(int sockets, long sent, long received, long lost, long doubled, long astray, long rebinds) {
    }

    /** @return the same as JSON */
    public String toJson() {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /** @return the same for people, several lines */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "terminals", "%d, of which %d logged in within %.1f s", terminals, login.online(), login.seconds());
        line(text, "login", "%s", login.latencyMillis());
        if (login.trouble() != null) {
            line(text, "", "one is not logged in: %s", login.trouble());
        }
        line(text, "data", "%d sent in %.1f s, %d answered (%d refused), %d repeated, %d lost, %d open", sent, dataSeconds,
                answered, refused, repeated, lost, open);
        line(text, "latency", "%s", latencyMillis);
        if (skipped > 0) {
            line(text, "skipped", "%d were due when no terminal was free", skipped);
        }
        line(text, "received", "%d data messages of the platform", received);
        requests.forEach((command, events) -> line(text, command, "%s", events));
        if (network != null) {
            line(text, "datagrams", "%d out, %d in over %d sockets; %d lost, %d doubled, %d astray, %d rebinds",
                    network.sent(), network.received(), network.sockets(), network.lost(), network.doubled(), network.astray(),
                    network.rebinds());
        }
        if (!drops.isEmpty()) {
            line(text, "dropped", "%s", drops);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-17s", name)).append(String.format(Locale.ROOT, format, values))
                .append(System.lineSeparator());
    }
}
