package io.wmmp.camel;

import java.time.Duration;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;

import io.wmmp.platform.ListenerOptions;
import io.wmmp.platform.queue.CommandTerms;
import io.wmmp.platform.routing.Forwarding;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Patience;
import io.wmmp.terminal.DownloadOptions;

/** The options that endpoints share; those of the component are the defaults of its endpoints. */
@UriParams
@Configurer(extended = true)
public class WmmpConfiguration implements Cloneable {

    @UriParam(label = "common", defaultValue = Dialect.DEFAULT,
            description = "The dialect of WMMP: a name that ships (wmmp-3.0, j2me, health-tester), that of a bean of the type"
                    + " io.wmmp.protocol.Dialect, or that of a file META-INF/wmmp/dialects/NAME.properties on the class path."
                    + " A platform uses it for terminals that have none of their own.")
    private String dialect = Dialect.DEFAULT;
    @UriParam(label = "consumer",
            description = "The commands that the route takes, separated by comma. A platform route takes TRANSPARENT_DATA,"
                    + " TRANSPARENT_CMD and CONFIG_TRAP without this option, a terminal route TRANSPARENT_DATA,"
                    + " TRANSPARENT_CMD, REMOTE_CTRL and DOWNLOAD_INFO. What no route takes is answered by the"
                    + " component.")
    private String commands;
    @UriParam(label = "consumer",
            description = "For wmmp:platform without an address: the events that the route gets, separated by comma, of"
                    + " REGISTERED, ONLINE, MOVED, OFFLINE, DOWNLOADED, DOWNLOAD_FAILED, COMMAND_ANSWERED, COMMAND_EXPIRED, COMMAND_EXECUTED, TWIN_IN_SYNC"
                    + " and TWIN_REFUSED.")
    private String events;
    @UriParam(label = "common,security", defaultValue = "verified",
            description = "For a listener or a terminal: the least category of the messages that the dialect wants signed, both"
                    + " sent and taken: signed (verified), with single values enciphered (encrypted), or with the body"
                    + " enciphered whole (fullyEncrypted). The last two need a session key, which the platform grants at login"
                    + " under the base key of the terminal. What the dialect lets go unsigned still may.")
    private Security security = Security.verified;
    @UriParam(label = "consumer", defaultValue = "nack",
            description = "What the sender gets when the route fails: a failure result (nack), or no answer (silent), so that"
                    + " it repeats the message.")
    private OnFailure onFailure = OnFailure.nack;
    @UriParam(label = "consumer,advanced", defaultValue = "pool",
            description = "Which thread runs the route: one of the pool of the component (pool), or the event loop that has"
                    + " received the message (eventLoop). The second is faster and only for routes that never block: while"
                    + " such a route runs, nothing else on its event loop is received or sent.")
    private Delivery delivery = Delivery.pool;
    @UriParam(label = "common", defaultValue = "far",
            description = "For a listener: what the platform does by itself, past the routes, with TRANSPARENT_DATA and"
                    + " TRANSPARENT_CMD for a terminal or application that it knows: forward it and answer as the far end does"
                    + " (far), forward it and answer positively as soon as it waits to be sent (accept), or nothing (off), so"
                    + " that routes get it. answerTimeout and sends say how long the far end may take. For a producer of the"
                    + " platform that forwards: which of the first two.")
    private ForwardingMode forwarding = ForwardingMode.far;
    @UriParam(label = "consumer",
            description = "Whether the route is spared messages that may be repeats: equal to the one before it but for the"
                    + " number, and not later than the repeat time of the dialect. They are answered like that one. By default"
                    + " they come, with the header CamelWmmpPossibleDuplicate.")
    private boolean dropPossibleDuplicates;
    @UriParam(label = "common", javaType = "java.time.Duration",
            description = "How long to wait for the answer to each send of a request. By default what the dialect says (90"
                    + " seconds for wmmp-3.0).")
    private long answerTimeout;
    @UriParam(label = "common",
            description = "How often a request is sent at most, the first time included. By default what the dialect says (3"
                    + " for wmmp-3.0).")
    private int sends;
    @UriParam(label = "common",
            description = "How much longer each wait for an answer is than the one before, 1 to 10; waits do not grow beyond"
                    + " ten minutes. By default what the dialect says (1 for wmmp-3.0: all waits are equal).")
    private Double answerBackoff;
    @UriParam(label = "common",
            description = "The part of each wait for an answer, 0 to 1, by which it is lengthened at random at most, so that"
                    + " many senders do not repeat in step. By default what the dialect says (0 for wmmp-3.0).")
    private Double answerJitter;
    @UriParam(label = "producer",
            description = "Whether an answer with a result that says failure makes the exchange fail.")
    private boolean throwExceptionOnFailure;
    @UriParam(label = "terminal",
            description = "The serial number of the terminal, 16 characters; one that ends with eight zeros asks the platform"
                    + " to allot one.")
    private String terminalId;
    @UriParam(label = "application", description = "The code of the application (EC), 1 to 16 characters.")
    private String ecCode;
    @UriParam(label = "application,security", secret = true,
            description = "The password of the application, at most 64 characters. Without it the certificate alone proves the"
                    + " application, at a listener with bindCertificate.")
    private String password;
    @UriParam(label = "application", defaultValue = "1",
            description = "How many connections the application keeps, 1 to 64. Each waits for one answer at a time: more of them"
                    + " let more exchanges with terminals be under way at once.")
    private int connections = 1;
    @UriParam(label = "terminal", description = "The IMEI of the terminal, 15 digits.")
    private String imei;
    @UriParam(label = "terminal", description = "The IMSI of the terminal, 15 digits.")
    private String imsi;
    @UriParam(label = "terminal,security", secret = true,
            description = "The password that signs what the terminal sends, at most 8 characters.")
    private String uplinkPassword;
    @UriParam(label = "terminal,security", secret = true,
            description = "The password that signs what the platform sends to the terminal, at most 8 characters.")
    private String downlinkPassword;
    @UriParam(label = "terminal,security", secret = true,
            description = "The base key of the terminal, which protects session keys.")
    private String baseSecretKey;
    @UriParam(label = "terminal", defaultValue = "1.00",
            description = "The software version that the terminal reports when it logs in, at most 8 characters.")
    private String softwareVersion = "1.00";
    @UriParam(label = "common", javaType = "java.time.Duration",
            description = "Terminal: the pause between its heartbeats, in whole seconds, until the platform sets another."
                    + " Application: the pause between its heartbeats."
                    + " Listener of a platform: the pause that terminals are expected to keep which have not told theirs."
                    + " By default what the dialect says (90 seconds for wmmp-3.0).")
    private long heartbeatInterval;
    @UriParam(label = "consumer", defaultValue = "3",
            description = "For listeners: after how many heartbeat intervals without a sign of life a terminal is presumed gone"
                    + " (event OFFLINE); 0 for never.")
    private int missedHeartbeats = ListenerOptions.DEFAULT_MISSED_HEARTBEATS;
    @UriParam(label = "terminal", javaType = "java.time.Duration",
            description = "The pause between tries of the terminal to connect, to register and to log in. By default what the"
                    + " dialect says (90 seconds for wmmp-3.0). The same for an application, by default 10 seconds.")
    private long retryInterval;
    @UriParam(label = "terminal",
            description = "How often the terminal registers before it gives up, reports an alarm by short message and falls"
                    + " silent, until it is woken up or reset; -1 for without end. By default what the dialect says (3 for"
                    + " wmmp-3.0).")
    private int registerTries;
    @UriParam(label = "terminal", javaType = "java.time.Duration",
            description = "The pause of the terminal after its LOGIN has been refused too often, or its keys have not come"
                    + " twice. By default what the dialect says (one hour for wmmp-3.0).")
    private long longPause;
    @UriParam(label = "terminal", defaultValue = "long", enums = "long,short",
            description = "Whether the terminal stays logged in and sends heartbeats (long), or logs in when it has something to"
                    + " send and logs out when it has been quiet for a while (short). The platform may set the other.")
    private String connectionMode = "long";
    @UriParam(label = "terminal", javaType = "java.time.Duration",
            description = "How long after its last message a terminal with short connections logs out. By default what the"
                    + " dialect says (60 seconds for wmmp-3.0).")
    private long logoutAfter;
    @UriParam(label = "terminal",
            description = "The IMSI of the SIM with which the terminal has registered before, where another"
                    + " is in it now. It registers the new one first, for which it needs its passwords.")
    private String registeredImsi;
    @UriParam(label = "terminal", description = "Whether the terminal is bound to the SIM with which it has registered: with"
            + " another (registeredImsi differs from imsi) it says nothing.")
    private boolean simLocked;
    @UriParam(label = "terminal",
            description = "Where the terminal keeps what must outlive its process: its serial number, the SIM that it has"
                    + " registered, the keys that its platform has sent, and what that has configured. With it a terminal that"
                    + " starts again logs in without registering. Goes with stateSecretKey; by default in memory.")
    private StateRepository<String, String> stateRepository;
    @UriParam(label = "terminal,security", secret = true,
            description = "The key under which the state of the terminal is enciphered in the stateRepository: 32 random bytes"
                    + " as base64.")
    private String stateSecretKey;
    @UriParam(label = "producer", defaultValue = "send",
            description = "What a producer does with an exchange: send its message. Terminal: begin its life anew"
                    + " (reset), which leaves alarm, silence and idleness, and logs out first where it is logged in; clearKeys wipes its"
                    + " secrets besides, so that it asks the platform for new ones; configure changes the settings that"
                    + " the body names, as somebody does who stands before it, and the platform is told. Platform: forward the"
                    + " business data that"
                    + " the exchange came with, and make the answer of the far end that of the route (forward);"
                    + " read the twin of a terminal (getTwin), set values that it shall have (updateDesired), or all of them"
                    + " (replaceDesired). Platform, on firmware:"
                    + " putFirmware, listFirmware, removeFirmware, showDownload, startCampaign, showCampaign and"
                    + " stopCampaign. The header CamelWmmpOperation overrides it.")
    private Operation operation = Operation.send;
    @UriParam(label = "terminal",
            description = "The directory in which the terminal keeps the firmware that its platform offers, below its IMEI."
                    + " With it the terminal fetches that itself, unless a route names DOWNLOAD_INFO in its commands, and"
                    + " hands the file to the consumer without commands. Without it offers are for a route.")
    private String downloadDirectory;
    @UriParam(label = "terminal,advanced", defaultValue = "800",
            description = "The bytes of firmware that the terminal asks for at a time, 1 to 32767.")
    private int downloadBlockSize = DownloadOptions.DEFAULT_BLOCK_SIZE;
    @UriParam(label = "terminal,advanced", defaultValue = "67108864",
            description = "The bytes of the longest firmware that the terminal fetches.")
    private long maxDownloadSize = DownloadOptions.DEFAULT_MAX_SIZE;
    @UriParam(label = "terminal,advanced", defaultValue = "true",
            description = "Whether firmware must have the checksums that the platform names, block by block and as a whole; for"
                    + " platforms that compute them in another way it can be left.")
    private boolean downloadChecks = true;
    @UriParam(label = "terminal", defaultValue = "true",
            description = "Whether the terminal logs out with reason 1 and logs in again when it has fetched firmware, as real"
                    + " ones do to install it.")
    private boolean logoutAfterDownload = true;
    @UriParam(label = "advanced",
            description = "Terminal and listener of a platform: the bytes of the longest body that is sent in one message, and"
                    + " of each part of a longer one, for the commands that go in fragments. By default what the dialect says"
                    + " (900 for wmmp-3.0).")
    private int fragmentSize;
    @UriParam(label = "sms",
            description = "The Camel endpoint at which short messages arrive, for instance one of camel-smpp: the body is a"
                    + " byte array with the user-data header, the numbers are in the headers CamelWmmpSmsSource and"
                    + " CamelWmmpSmsDestination or those of camel-smpp. Goes with smsTo.")
    private String smsFrom;
    @UriParam(label = "sms",
            description = "The Camel endpoint to which short messages are sent, with the same body and headers. Goes with"
                    + " smsFrom.")
    private String smsTo;
    @UriParam(label = "sms",
            description = "The telephone number of this end, from which it sends short messages. For a platform by default what"
                    + " the dialect says (106571734 for wmmp-3.0), for a terminal whatever smsTo puts in.")
    private String smsNumber;
    @UriParam(label = "sms,terminal",
            description = "The telephone number of the platform, until the platform sets another: the terminal sends there, and"
                    + " takes short messages only from there. By default what the dialect says (106571734 for wmmp-3.0).")
    private String smsPlatformNumber;
    @UriParam(label = "sms,consumer",
            description = "For listeners: the telephone numbers from which terminals may register by SMS that the platform does"
                    + " not know, separated by comma; one that ends with an asterisk stands for all that begin so. By default"
                    + " none.")
    private String smsAllowed;
    @UriParam(label = "sms", defaultValue = "86",
            description = "The country code that telephone numbers may have or not have, with or without a plus sign, and still be the"
                    + " same. Empty for numbers that are compared as they are.")
    private String smsCountryCode = "86";
    @UriParam(label = "producer", defaultValue = "last",
            description = "For wmmp:platform: how commands travel. last is the link on which the terminal was last heard; sms is"
                    + " a short message to the number that it was provisioned with, logged in or not, sent once: to wake it,"
                    + " or to give it its keys.")
    private SendBearer bearer = SendBearer.last;
    @UriParam(label = "producer",
            description = "For wmmp:platform: whether a command is tried now, and fails where the terminal is not there or does"
                    + " not answer. By default it waits for the terminal. The header CamelWmmpForce overrides it.")
    private boolean force;
    @UriParam(label = "producer",
            description = "For wmmp:platform: whether a terminal that a command cannot reach at the moment is told by short"
                    + " message to log in, where a listener has smsTo and the terminal a telephone number. The header"
                    + " CamelWmmpWakeUp overrides it.")
    private boolean wakeUp;
    @UriParam(label = "producer", javaType = "java.time.Duration", defaultValue = "24h",
            description = "For wmmp:platform: how long a command waits for its terminal before it is given up (event"
                    + " COMMAND_EXPIRED).")
    private long timeToLive = CommandTerms.DEFAULT_TIME_TO_LIVE.toMillis();
    @UriParam(label = "producer", defaultValue = "10",
            description = "For wmmp:platform: how often a command that waits for its terminal is delivered without an answer,"
                    + " each time as often as sends says, before it is given up (event COMMAND_EXPIRED); 0 for without end.")
    private int deliveryTries = CommandTerms.DEFAULT_MAX_TRIES;
    @UriParam(label = "producer",
            description = "For wmmp:platform: whether a CONFIG_SET takes the tags that it sets out of those that wait before it"
                    + " for the same terminal. One that has no tag left is given up.")
    private boolean newestWins;
    @UriParam(label = "security",
            description = "TLS for endpoints with tcp: keys, trust, protocols, and with the server parameter"
                    + " clientAuthentication whether a listener asks terminals for certificates.")
    private SSLContextParameters sslContextParameters;
    @UriParam(label = "consumer,security",
            description = "For listeners with TLS that ask for certificates: whether the certificate of a terminal must name"
                    + " its id, as common or alternative name. Messages under other ids are dropped, and their connection is"
                    + " closed.")
    private boolean bindCertificate;
    @UriParam(label = "terminal,security", defaultValue = "true",
            description = "Whether a terminal with TLS demands that the certificate of the platform names the host that it"
                    + " connects to.")
    private boolean hostnameVerification = true;
    @UriParam(label = "security",
            description = "Whether routes see the passwords and keys in SECURITY_CONFIG and in the answers"
                    + " to it. By default they see asterisks.")
    private boolean exposeSecrets;
    @UriParam(label = "advanced", description = "Whether producers do their work in the thread of the caller.")
    private boolean synchronous;

    /** What the sender of a message gets when the route fails. */
    public enum OnFailure {
        /** A result that says failure. */
        nack,
        /** No answer, so that the sender repeats the message. */
        silent
    }

    /** How messages are protected at least. */
    public enum Security {
        /** With a digest. */
        verified(SecurityCategory.VERIFIED),
        /** With a digest, and single values enciphered. */
        encrypted(SecurityCategory.ENCRYPTED),
        /** With a digest, and the body enciphered whole. */
        fullyEncrypted(SecurityCategory.FULLY_ENCRYPTED);

        private final SecurityCategory category;

        Security(SecurityCategory category) {
            this.category = category;
        }

        SecurityCategory category() {
            return category;
        }
    }

    /** How commands of the platform travel. */
    public enum SendBearer {
        /** The link on which the terminal was last heard. */
        last,
        /** A short message. */
        sms
    }

    /** Which thread runs a route. */
    public enum Delivery {
        /** One of the pool of the component. */
        pool,
        /** The event loop that has received the message. */
        eventLoop
    }

    /** Whose answer the sender of forwarded data gets. */
    public enum ForwardingMode {
        /** That of the far end. */
        far(Forwarding.Mode.FAR),
        /** A positive one when the data has been taken to be sent. */
        accept(Forwarding.Mode.ACCEPT),
        /** None: the platform does not forward by itself. */
        off(Forwarding.Mode.OFF);

        private final Forwarding.Mode mode;

        ForwardingMode(Forwarding.Mode mode) {
            this.mode = mode;
        }
    }

    /** What a producer does with an exchange. */
    public enum Operation {
        /** Sends its message. */
        send,
        /** Begins the life of the terminal anew. */
        reset,
        /** Begins its life anew without secrets. */
        clearKeys,
        /** Changes settings at the terminal itself, of which it tells the platform. */
        configure,
        /** Gives business data that a listener has taken to its destination. */
        forward,
        /** Reads the configuration of a terminal that the platform knows, and what it shall be. */
        getTwin,
        /** Sets values that a terminal shall have. */
        updateDesired,
        /** Sets all values that a terminal shall have. */
        replaceDesired,
        /** Stores a file that terminals can fetch. */
        putFirmware,
        /** Tells the files that terminals can fetch. */
        listFirmware,
        /** Removes such a file. */
        removeFirmware,
        /** Tells how far a terminal is with what it fetches. */
        showDownload,
        /** Has many terminals fetch a file. */
        startCampaign,
        /** Tells how far that is. */
        showCampaign,
        /** Lets no more terminals begin. */
        stopCampaign
    }

    /** @return a copy that can be changed apart */
    public WmmpConfiguration copy() {
        try {
            return (WmmpConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** How long and how often a request is tried: as configured, otherwise as the dialect says. */
    Patience patience(Dialect spoken) {
        return new Patience(answerTimeout > 0 ? Duration.ofMillis(answerTimeout) : spoken.answerTimeout(),
                sends > 0 ? sends : spoken.sends(), answerBackoff != null ? answerBackoff : spoken.answerBackoff(),
                answerJitter != null ? answerJitter : spoken.answerJitter());
    }

    /**
     * What to do with an exchange: the header says, otherwise the option.
     *
     * @throws InvalidFieldException when the header names no operation, or one that is not for this role
     */
    Operation operationOf(Exchange exchange, Set<Operation> possible) {
        Object wish = exchange.getIn().getHeader(WmmpConstants.OPERATION);
        Operation wanted = wish == null ? operation
                : exchange.getContext().getTypeConverter().tryConvertTo(Operation.class, wish);
        if (wanted == null || !possible.contains(wanted)) {
            throw new InvalidFieldException(WmmpConstants.OPERATION, "'" + wish + "' is none of " + possible.stream().sorted()
                    .toList());
        }
        return wanted;
    }

    /** How business data is forwarded. */
    Forwarding forwarding() {
        return new Forwarding(forwarding.mode, answerTimeout > 0 ? Duration.ofMillis(answerTimeout) : null, sends,
                answerBackoff,
                answerJitter);
    }

    /** On which terms a command waits for its terminal. */
    CommandTerms commandTerms(boolean waits, boolean wakesUp) {
        return new CommandTerms(this::patience, waits, Duration.ofMillis(timeToLive), deliveryTries, newestWins, wakesUp);
    }

    public String getDialect() {
        return dialect;
    }

    public void setDialect(String dialect) {
        this.dialect = dialect;
    }

    public String getCommands() {
        return commands;
    }

    public void setCommands(String commands) {
        this.commands = commands;
    }

    public String getEvents() {
        return events;
    }

    public void setEvents(String events) {
        this.events = events;
    }

    public Security getSecurity() {
        return security;
    }

    public void setSecurity(Security security) {
        this.security = security;
    }

    public OnFailure getOnFailure() {
        return onFailure;
    }

    public void setOnFailure(OnFailure onFailure) {
        this.onFailure = onFailure;
    }

    public Delivery getDelivery() {
        return delivery;
    }

    public void setDelivery(Delivery delivery) {
        this.delivery = delivery;
    }

    public ForwardingMode getForwarding() {
        return forwarding;
    }

    public void setForwarding(ForwardingMode forwarding) {
        this.forwarding = forwarding;
    }

    public boolean isDropPossibleDuplicates() {
        return dropPossibleDuplicates;
    }

    public void setDropPossibleDuplicates(boolean dropPossibleDuplicates) {
        this.dropPossibleDuplicates = dropPossibleDuplicates;
    }

    public SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public StateRepository<String, String> getStateRepository() {
        return stateRepository;
    }

    public void setStateRepository(StateRepository<String, String> stateRepository) {
        this.stateRepository = stateRepository;
    }

    public String getStateSecretKey() {
        return stateSecretKey;
    }

    public void setStateSecretKey(String stateSecretKey) {
        this.stateSecretKey = stateSecretKey;
    }

    public boolean isBindCertificate() {
        return bindCertificate;
    }

    public void setBindCertificate(boolean bindCertificate) {
        this.bindCertificate = bindCertificate;
    }

    public boolean isHostnameVerification() {
        return hostnameVerification;
    }

    public void setHostnameVerification(boolean hostnameVerification) {
        this.hostnameVerification = hostnameVerification;
    }

    public long getAnswerTimeout() {
        return answerTimeout;
    }

    public void setAnswerTimeout(long answerTimeout) {
        this.answerTimeout = answerTimeout;
    }

    public int getSends() {
        return sends;
    }

    public void setSends(int sends) {
        this.sends = sends;
    }

    public Double getAnswerBackoff() {
        return answerBackoff;
    }

    public void setAnswerBackoff(Double answerBackoff) {
        this.answerBackoff = answerBackoff;
    }

    public Double getAnswerJitter() {
        return answerJitter;
    }

    public void setAnswerJitter(Double answerJitter) {
        this.answerJitter = answerJitter;
    }

    public boolean isThrowExceptionOnFailure() {
        return throwExceptionOnFailure;
    }

    public void setThrowExceptionOnFailure(boolean throwExceptionOnFailure) {
        this.throwExceptionOnFailure = throwExceptionOnFailure;
    }

    public String getTerminalId() {
        return terminalId;
    }

    public void setTerminalId(String terminalId) {
        this.terminalId = terminalId;
    }

    public String getEcCode() {
        return ecCode;
    }

    public void setEcCode(String ecCode) {
        this.ecCode = ecCode;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public int getConnections() {
        return connections;
    }

    public void setConnections(int connections) {
        this.connections = connections;
    }

    public String getImei() {
        return imei;
    }

    public void setImei(String imei) {
        this.imei = imei;
    }

    public String getImsi() {
        return imsi;
    }

    public void setImsi(String imsi) {
        this.imsi = imsi;
    }

    public String getUplinkPassword() {
        return uplinkPassword;
    }

    public void setUplinkPassword(String uplinkPassword) {
        this.uplinkPassword = uplinkPassword;
    }

    public String getDownlinkPassword() {
        return downlinkPassword;
    }

    public void setDownlinkPassword(String downlinkPassword) {
        this.downlinkPassword = downlinkPassword;
    }

    public String getBaseSecretKey() {
        return baseSecretKey;
    }

    public void setBaseSecretKey(String baseSecretKey) {
        this.baseSecretKey = baseSecretKey;
    }

    public String getSoftwareVersion() {
        return softwareVersion;
    }

    public void setSoftwareVersion(String softwareVersion) {
        this.softwareVersion = softwareVersion;
    }

    public long getHeartbeatInterval() {
        return heartbeatInterval;
    }

    public void setHeartbeatInterval(long heartbeatInterval) {
        this.heartbeatInterval = heartbeatInterval;
    }

    public int getFragmentSize() {
        return fragmentSize;
    }

    public void setFragmentSize(int fragmentSize) {
        this.fragmentSize = fragmentSize;
    }

    public int getMissedHeartbeats() {
        return missedHeartbeats;
    }

    public void setMissedHeartbeats(int missedHeartbeats) {
        this.missedHeartbeats = missedHeartbeats;
    }

    public long getRetryInterval() {
        return retryInterval;
    }

    public void setRetryInterval(long retryInterval) {
        this.retryInterval = retryInterval;
    }

    public int getRegisterTries() {
        return registerTries;
    }

    public void setRegisterTries(int registerTries) {
        this.registerTries = registerTries;
    }

    public long getLongPause() {
        return longPause;
    }

    public void setLongPause(long longPause) {
        this.longPause = longPause;
    }

    public String getConnectionMode() {
        return connectionMode;
    }

    public void setConnectionMode(String connectionMode) {
        this.connectionMode = connectionMode;
    }

    public long getLogoutAfter() {
        return logoutAfter;
    }

    public void setLogoutAfter(long logoutAfter) {
        this.logoutAfter = logoutAfter;
    }

    public String getRegisteredImsi() {
        return registeredImsi;
    }

    public void setRegisteredImsi(String registeredImsi) {
        this.registeredImsi = registeredImsi;
    }

    public boolean isSimLocked() {
        return simLocked;
    }

    public void setSimLocked(boolean simLocked) {
        this.simLocked = simLocked;
    }

    public boolean isExposeSecrets() {
        return exposeSecrets;
    }

    public void setExposeSecrets(boolean exposeSecrets) {
        this.exposeSecrets = exposeSecrets;
    }

    public Operation getOperation() {
        return operation;
    }

    public void setOperation(Operation operation) {
        this.operation = operation;
    }

    public boolean isSynchronous() {
        return synchronous;
    }

    public void setSynchronous(boolean synchronous) {
        this.synchronous = synchronous;
    }

    public String getSmsFrom() {
        return smsFrom;
    }

    public void setSmsFrom(String smsFrom) {
        this.smsFrom = smsFrom;
    }

    public String getSmsTo() {
        return smsTo;
    }

    public void setSmsTo(String smsTo) {
        this.smsTo = smsTo;
    }

    public String getSmsNumber() {
        return smsNumber;
    }

    public void setSmsNumber(String smsNumber) {
        this.smsNumber = smsNumber;
    }

    public String getSmsPlatformNumber() {
        return smsPlatformNumber;
    }

    public void setSmsPlatformNumber(String smsPlatformNumber) {
        this.smsPlatformNumber = smsPlatformNumber;
    }

    public String getSmsAllowed() {
        return smsAllowed;
    }

    public void setSmsAllowed(String smsAllowed) {
        this.smsAllowed = smsAllowed;
    }

    public String getSmsCountryCode() {
        return smsCountryCode;
    }

    public void setSmsCountryCode(String smsCountryCode) {
        this.smsCountryCode = smsCountryCode;
    }

    public SendBearer getBearer() {
        return bearer;
    }

    public void setBearer(SendBearer bearer) {
        this.bearer = bearer;
    }

    public boolean isForce() {
        return force;
    }

    public void setForce(boolean force) {
        this.force = force;
    }

    public boolean isWakeUp() {
        return wakeUp;
    }

    public void setWakeUp(boolean wakeUp) {
        this.wakeUp = wakeUp;
    }

    public long getTimeToLive() {
        return timeToLive;
    }

    public void setTimeToLive(long timeToLive) {
        this.timeToLive = timeToLive;
    }

    public int getDeliveryTries() {
        return deliveryTries;
    }

    public void setDeliveryTries(int deliveryTries) {
        this.deliveryTries = deliveryTries;
    }

    public boolean isNewestWins() {
        return newestWins;
    }

    public void setNewestWins(boolean newestWins) {
        this.newestWins = newestWins;
    }

    public String getDownloadDirectory() {
        return downloadDirectory;
    }

    public void setDownloadDirectory(String downloadDirectory) {
        this.downloadDirectory = downloadDirectory;
    }

    public int getDownloadBlockSize() {
        return downloadBlockSize;
    }

    public void setDownloadBlockSize(int downloadBlockSize) {
        this.downloadBlockSize = downloadBlockSize;
    }

    public long getMaxDownloadSize() {
        return maxDownloadSize;
    }

    public void setMaxDownloadSize(long maxDownloadSize) {
        this.maxDownloadSize = maxDownloadSize;
    }

    public boolean isDownloadChecks() {
        return downloadChecks;
    }

    public void setDownloadChecks(boolean downloadChecks) {
        this.downloadChecks = downloadChecks;
    }

    public boolean isLogoutAfterDownload() {
        return logoutAfterDownload;
    }

    public void setLogoutAfterDownload(boolean logoutAfterDownload) {
        this.logoutAfterDownload = logoutAfterDownload;
    }
}
