package io.wmmp.examples.simulator;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Dialect;
import io.wmmp.session.Patience;
import picocli.CommandLine.Option;

/**
 * What a simulation does.
 *
 * @param platform           where the platform listens
 * @param bearer             UDP, where many terminals share a socket; or TCP, a connection for each
 * @param terminals          how many terminals there are, and who they are
 * @param dialect            what they speak
 * @param register           whether they register before they log in
 * @param loginRate          how many of them set out in a second
 * @param loginLimit         how long to wait for the last one to be logged in, after it set out, before data is sent
 * @param heartbeatInterval  the pause between the heartbeats of one
 * @param dataRate           how many data messages all of them send in a second, 0 for none
 * @param dataSize           the bytes of user data in each
 * @param messages           after how many data messages to end; 0 for no limit
 * @param duration           how long to send data, heartbeats and nothing else, once they are logged in
 * @param patience           how long they wait for an answer, and how often they send
 * @param retryInterval      the pause between tries to register and to log in
 * @param loss               the share of datagrams that is lost in each direction, 0 to 1
 * @param duplication        the share of datagrams that arrives twice in each direction, 0 to 1
 * @param rebindRate         how many terminals move to another socket in a second
 * @param terminalsPerSocket how many terminals share a UDP socket
 * @param seed               decides which datagrams are lost and doubled, and which terminals move
 * @param logout             whether they log out at the end; otherwise they fall silent
 * @param progressInterval   how often to tell how far things are
 */
public record SimulationOptions(InetSocketAddress platform, Bearer bearer, TerminalSeries terminals, Dialect dialect,
        boolean register, double loginRate, Duration loginLimit, Duration heartbeatInterval, double dataRate, int dataSize,
        long messages, Duration duration, Patience patience, Duration retryInterval, double loss, double duplication,
        double rebindRate, int terminalsPerSocket, long seed, boolean logout, Duration progressInterval) {

    /** Room for what tells each message from all others: serial number, a space, and its number. */
    static final int MIN_DATA_SIZE = 28;
    private static final int MAX_DATA_SIZE = 60_000;

    /**
     * @throws IllegalArgumentException when a value makes no sense, or some do not go together
     */
    public SimulationOptions {
        Objects.requireNonNull(platform, "platform");
        if (platform.isUnresolved()) {
            throw new IllegalArgumentException("The host " + platform.getHostString() + " of the platform is unknown");
        }
        require(terminals.size() > 0, "--terminals is at least 1");
        require(loginRate > 0, "--login-rate is more than 0 terminals a second");
        require(dataRate >= 0, "the rate of data messages cannot be negative");
        require(dataSize >= MIN_DATA_SIZE && dataSize <= MAX_DATA_SIZE,
                "--data-size is " + MIN_DATA_SIZE + " to " + MAX_DATA_SIZE + " bytes");
        require(messages == 0 || dataRate > 0, "--messages needs --data-rate or --data-interval");
        require(loss >= 0 && loss <= 1 && duplication >= 0 && duplication <= 1, "--loss and --duplication are 0 to 1");
        require(rebindRate >= 0, "--rebind-rate cannot be negative");
        require(terminalsPerSocket > 0, "--terminals-per-socket is at least 1");
        require(bearer == Bearer.UDP || loss == 0 && duplication == 0 && rebindRate == 0,
                "--loss, --duplication and --rebind-rate need --bearer=udp");
        require(progressInterval.toMillis() > 0, "--progress-interval is more than 0");
    }

    private static void require(boolean condition, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(expected);
        }
    }

    /** @return what takes the options, one by one */
    public static Builder builder() {
        return new Builder();
    }

    /** UDP sockets that are needed: two at least where terminals move from one to another. */
    int sockets() {
        int needed = (terminals.size() + terminalsPerSocket - 1) / terminalsPerSocket;
        return rebindRate > 0 ? Math.max(2, needed) : needed;
    }

    /**
     * Collects the options of a simulation. The same methods are the options of the command line, whose descriptions say
     * what each means and what it is by default.
     */
    public static final class Builder {

        private InetSocketAddress platform;
        private Bearer bearer = Bearer.UDP;
        private int terminals = 1000;
        private String firstTerminal = "SIMULATOR0000001";
        private String dialect = Dialect.DEFAULT;
        private boolean register = true;
        private double loginRate = 1000;
        private Duration loginLimit = Duration.ofSeconds(60);
        private Duration heartbeatInterval;
        private double dataRate;
        private Duration dataInterval;
        private int dataSize = 64;
        private long messages;
        private Duration duration = Duration.ofSeconds(60);
        private Duration answerTimeout;
        private int sends;
        private Duration retryInterval;
        private double loss;
        private double duplication;
        private double rebindRate;
        private int terminalsPerSocket = 1000;
        private long seed = 1;
        private boolean logout;
        private Duration progressInterval = Duration.ofSeconds(1);

        private Builder() {
        }

        /**
         * @param  value where the platform listens; the port of the dialect for the bearer where this has port 0
         * @return       this
         */
        @Option(names = "--platform", paramLabel = "host[:port]",
                description = "where the platform listens (127.0.0.1, and the port of the dialect)")
        public Builder platform(InetSocketAddress value) {
            platform = value;
            return this;
        }

        /**
         * @param  value UDP or TCP
         * @return       this
         */
        @Option(names = "--bearer", paramLabel = "udp|tcp", description = "udp, or tcp with a connection for each (udp)")
        public Builder bearer(Bearer value) {
            bearer = value;
            return this;
        }

        /**
         * @param  value how many terminals
         * @return       this
         */
        @Option(names = "--terminals", paramLabel = "n", description = "how many terminals (1000)")
        public Builder terminals(int value) {
            terminals = value;
            return this;
        }

        /**
         * @param  value the serial number of the first; the others follow
         * @return       this
         */
        @Option(names = "--first-terminal", paramLabel = "id",
                description = "serial number of the first; the others follow (SIMULATOR0000001)")
        public Builder firstTerminal(String value) {
            firstTerminal = value;
            return this;
        }

        /**
         * @param  value the name of the dialect that they speak
         * @return       this
         */
        @Option(names = "--dialect", paramLabel = "name", description = "what they speak (wmmp-3.0)")
        public Builder dialect(String value) {
            dialect = value;
            return this;
        }

        /**
         * @param  value whether they register before they log in
         * @return       this
         */
        @Option(names = "--register", paramLabel = "true|false", arity = "1",
                description = "whether they register before they log in (true)")
        public Builder register(boolean value) {
            register = value;
            return this;
        }

        /**
         * @param  value how many set out in a second
         * @return       this
         */
        @Option(names = "--login-rate", paramLabel = "n", description = "how many set out in a second (1000)")
        public Builder loginRate(double value) {
            loginRate = value;
            return this;
        }

        /**
         * @param  value how long to wait for all to be logged in
         * @return       this
         */
        @Option(names = "--login-limit", paramLabel = "time",
                description = "how long to wait for the last one to log in before data is sent all the same (60s)")
        public Builder loginLimit(Duration value) {
            loginLimit = value;
            return this;
        }

        /**
         * @param  value the pause between heartbeats
         * @return       this
         */
        @Option(names = "--heartbeat-interval", paramLabel = "time",
                description = "pause between the heartbeats of one, whole seconds (that of the dialect, 90s)")
        public Builder heartbeatInterval(Duration value) {
            heartbeatInterval = value;
            return this;
        }

        /**
         * @param  value data messages a second in all
         * @return       this
         */
        @Option(names = "--data-rate", paramLabel = "n", description = "data messages a second in all (0)")
        public Builder dataRate(double value) {
            dataRate = value;
            return this;
        }

        /**
         * @param  value the pause between the data messages of one terminal, instead of a rate in all
         * @return       this
         */
        @Option(names = "--data-interval", paramLabel = "time",
                description = "pause between the data messages of one, instead of --data-rate")
        public Builder dataInterval(Duration value) {
            dataInterval = value;
            return this;
        }

        /**
         * @param  value bytes of user data in each message
         * @return       this
         */
        @Option(names = "--data-size", paramLabel = "n", description = "bytes of user data in each message (64)")
        public Builder dataSize(int value) {
            dataSize = value;
            return this;
        }

        /**
         * @param  value after how many data messages to end, 0 for no limit
         * @return       this
         */
        @Option(names = "--messages", paramLabel = "n",
                description = "end after so many data messages, or after --duration (no limit)")
        public Builder messages(long value) {
            messages = value;
            return this;
        }

        /**
         * @param  value how long to go on once they are logged in
         * @return       this
         */
        @Option(names = "--duration", paramLabel = "time",
                description = "how long to go on once they are logged in (60s)")
        public Builder duration(Duration value) {
            duration = value;
            return this;
        }

        /**
         * @param  value how long they wait for an answer
         * @return       this
         */
        @Option(names = "--answer-timeout", paramLabel = "time",
                description = "how long they wait for an answer before they send again (that of the dialect, 90s)")
        public Builder answerTimeout(Duration value) {
            answerTimeout = value;
            return this;
        }

        /**
         * @param  value how often they send before they give up
         * @return       this
         */
        @Option(names = "--sends", paramLabel = "n",
                description = "how often they send before they give up (as the dialect, 3)")
        public Builder sends(int value) {
            sends = value;
            return this;
        }

        /**
         * @param  value the pause between tries to register and to log in
         * @return       this
         */
        @Option(names = "--retry-interval", paramLabel = "time",
                description = "pause between tries to register and to log in (that of the dialect, 90s)")
        public Builder retryInterval(Duration value) {
            retryInterval = value;
            return this;
        }

        /**
         * @param  value the share of datagrams that is lost in each direction
         * @return       this
         */
        @Option(names = "--loss", paramLabel = "share",
                description = "share of datagrams lost in each direction, 0.1 is one of ten (0)")
        public Builder loss(double value) {
            loss = value;
            return this;
        }

        /**
         * @param  value the share of datagrams that arrives twice in each direction
         * @return       this
         */
        @Option(names = "--duplication", paramLabel = "share",
                description = "share of datagrams that arrive twice in each direction (0)")
        public Builder duplication(double value) {
            duplication = value;
            return this;
        }

        /**
         * @param  value how many terminals move to another socket in a second
         * @return       this
         */
        @Option(names = "--rebind-rate", paramLabel = "n",
                description = "how many terminals move to another address in a second (0)")
        public Builder rebindRate(double value) {
            rebindRate = value;
            return this;
        }

        /**
         * @param  value how many terminals share a UDP socket
         * @return       this
         */
        @Option(names = "--terminals-per-socket", paramLabel = "n",
                description = "how many terminals share a UDP socket (1000)")
        public Builder terminalsPerSocket(int value) {
            terminalsPerSocket = value;
            return this;
        }

        /**
         * @param  value decides which datagrams are lost and doubled, and which terminals move
         * @return       this
         */
        @Option(names = "--seed", paramLabel = "n",
                description = "decides which datagrams are lost and doubled, and who moves (1)")
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * @param  value whether they log out at the end
         * @return       this
         */
        @Option(names = "--logout", description = "log out at the end; otherwise they fall silent")
        public Builder logout(boolean value) {
            logout = value;
            return this;
        }

        /**
         * @param  value how often to tell how far things are
         * @return       this
         */
        @Option(names = "--progress-interval", paramLabel = "time",
                description = "how often to tell how far things are (1s)")
        public Builder progressInterval(Duration value) {
            progressInterval = value;
            return this;
        }

        /**
         * @return                          the options
         * @throws IllegalArgumentException when one makes no sense, or some do not go together
         */
        public SimulationOptions build() {
            Dialect spoken = Dialect.load(dialect);
            require(dataInterval == null || dataRate == 0, "--data-rate and --data-interval exclude each other");
            require(dataInterval == null || dataInterval.toMillis() > 0, "--data-interval is more than 0");
            double rate = dataInterval == null ? dataRate : terminals * 1000.0 / dataInterval.toMillis();
            Patience patience = new Patience(answerTimeout == null ? spoken.answerTimeout() : answerTimeout,
                    sends == 0 ? spoken.sends() : sends);
            return new SimulationOptions(address(spoken), bearer, new TerminalSeries(firstTerminal, terminals), spoken,
                    register, loginRate, loginLimit, heartbeatInterval == null ? spoken.heartbeatInterval() : heartbeatInterval,
                    rate, dataSize, messages, duration, patience,
                    retryInterval == null ? spoken.retryInterval() : retryInterval, loss, duplication, rebindRate,
                    terminalsPerSocket, seed, logout, progressInterval);
        }

        private InetSocketAddress address(Dialect spoken) {
            int standard = bearer == Bearer.UDP ? spoken.udpPort() : spoken.tcpPort();
            if (platform == null) {
                return new InetSocketAddress("127.0.0.1", standard);
            }
            return platform.getPort() == 0 && !platform.isUnresolved()
                    ? new InetSocketAddress(platform.getAddress(), standard) : platform;
        }
    }
}
