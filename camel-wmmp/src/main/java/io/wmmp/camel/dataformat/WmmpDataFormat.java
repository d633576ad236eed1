package io.wmmp.camel.dataformat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.DataFormatName;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Dataformat;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.service.ServiceSupport;

import io.wmmp.camel.MessageHeaders;
import io.wmmp.camel.RequestBody;
import io.wmmp.camel.SmppHeaders;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.link.ShortMessage;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Direction;
import io.wmmp.security.SecurityCategory;

/**
 * Messages as bytes over any transport: {@code unmarshal} reads the frame of one message into a {@link WmmpMessage} and sets
 * the headers of a WMMP consumer, {@code marshal} writes a {@link WmmpMessage}, or a map or user data with those headers.
 * Digests are looked for, checked and made where the options say so; enciphered bodies and fragments stay what they are,
 * since only a session could read them.
 * <p>
 * Safe for use by any thread once it is started.
 */
@Dataformat("wmmp")
@Metadata(firstVersion = "1.0.0", title = "WMMP")
@Configurer
public class WmmpDataFormat extends ServiceSupport implements DataFormat, DataFormatName, CamelContextAware {

    /** Header: the session timestamp that digests are made with, seconds since 1970. The option without it. */
    public static final String SESSION_TIMESTAMP = "CamelWmmpSessionTimestamp";

    /** What is asked of the digests of messages that are read. */
    public enum DigestCheck {
        /** Nothing. */
        none,
        /** That there is one, right or wrong. */
        present,
        /** That it is right. */
        verify
    }

    private final AtomicLong lastNumber = new AtomicLong();
    private CamelContext camelContext;
    private WmmpCodec codec;
    private MessageSigner signer;
    private SmppHeaders smppHeaders;

    @Metadata(defaultValue = Dialect.DEFAULT, description = "The dialect of the messages: wmmp-3.0, j2me, health-tester, or one"
            + " of your own on the class path.")
    private String dialect = Dialect.DEFAULT;
    @Metadata(defaultValue = "none",
            description = "What is asked of the digest of a message that is read: nothing, that there is"
                    + " one (present), or that it is right (verify). A message that does not pass fails the exchange.")
    private DigestCheck digest = DigestCheck.none;
    @Metadata(defaultValue = "false", description = "Whether messages that are written get a digest.")
    private boolean sign;
    @Metadata(defaultValue = "UPLINK", description = "Which way the messages go, read or written: from terminals (UPLINK) or to"
            + " them (DOWNLINK). Each way has its own password.")
    private Direction direction = Direction.UPLINK;
    @Metadata(description = "The session timestamp that digests are made with, seconds since 1970; 0 before there is a session."
            + " The header CamelWmmpSessionTimestamp overrides it. LOGIN and REGISTER go without.", defaultValue = "0")
    private long sessionTimestamp;
    @Metadata(description = "Where identity and passwords of terminals are found, for digest=verify and sign=true. Without it,"
            + " and without imei, the only one in the registry of the Camel context.")
    private TerminalRegistry registry;
    @Metadata(label = "advanced", defaultValue = "5000",
            description = "How long to wait for the registry of terminals, in milliseconds.")
    private long registryTimeout = 5000;
    @Metadata(description = "The IMEI of the one terminal whose messages these are, 15 digits, in place of a registry.")
    private String imei;
    @Metadata(description = "The IMSI of that terminal, 15 digits.")
    private String imsi;
    @Metadata(label = "security", secret = true, description = "Its password from terminal to platform.")
    private String uplinkPassword;
    @Metadata(label = "security", secret = true, description = "Its password from platform to terminal.")
    private String downlinkPassword;
    @Metadata(defaultValue = "false", description = "Whether the bytes are those of an 8-bit short message: with a user-data"
            + " header of 12 bytes before the frame. What is written then also has the headers that camel-smpp needs.")
    private boolean shortMessage;

    @Override
    public String getDataFormatName() {
        return "wmmp";
    }

    @Override
    protected void doStart() throws Exception {
        ClassLoader loader = camelContext.getApplicationContextClassLoader();
        codec = new WmmpCodec(Dialect.load(dialect, loader == null ? Dialect.class.getClassLoader() : loader));
        smppHeaders = shortMessage ? SmppHeaders.of(camelContext) : null;
        signer = sign || digest == DigestCheck.verify
                ? new MessageSigner(codec.dialect(), direction, secrets()) : null;
    }

    private SecretsLookup secrets() {
        if (imei != null) {
            Credentials one = new Credentials(imei, imsi, uplinkPassword, downlinkPassword, null);
            return SecretsLookup.of(one);
        }
        TerminalRegistry found = registry != null ? registry
                : CamelContextHelper.findSingleByType(camelContext, TerminalRegistry.class);
        if (found == null) {
            throw new IllegalArgumentException("Data format wmmp: digest=verify and sign=true need identity and passwords."
                    + " Set imei, imsi, uplinkPassword and downlinkPassword, or registry");
        }
        return SecretsLookup.of(found, registryTimeout);
    }

    @Override
    protected void doStop() {
        signer = null;
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) throws Exception {
        return unmarshal(exchange, stream.readAllBytes());
    }

    @Override
    public Object unmarshal(Exchange exchange, Object body) throws Exception {
        WmmpMessage message = body instanceof WmmpMessage decoded ? decoded : read(exchange, body);
        check(exchange, message);
        MessageHeaders.set(exchange, message, codec.dialect());
        // a digest that nobody has checked says nothing of who sent the message
        SecurityCategory category = digest == DigestCheck.verify ? SecurityCategory.of(message) : SecurityCategory.COMMON;
        exchange.getMessage().setHeader(WmmpConstants.SECURITY, category.name());
        return message;
    }

    private WmmpMessage read(Exchange exchange, Object body) throws Exception {
        byte[] bytes = exchange.getContext().getTypeConverter().mandatoryConvertTo(byte[].class, exchange, body);
        return codec.decode(shortMessage ? ShortMessage.read(null, null, bytes).frame() : bytes);
    }

    private void check(Exchange exchange, WmmpMessage message) throws Exception {
        if (digest != DigestCheck.none && !message.hasDigest()) {
            throw new InvalidDigestException(message, "has no digest");
        }
        if (digest == DigestCheck.verify) {
            signer.verify(message, timestamp(exchange));
        }
    }

    @Override
    public void marshal(Exchange exchange, Object graph, OutputStream stream) throws Exception {
        WmmpMessage message = graph instanceof WmmpMessage given ? given : compose(exchange, graph);
        byte[] frame = (sign ? signer.sign(message, timestamp(exchange)) : message).toBytes();
        if (shortMessage) {
            stream.write(asShortMessage(exchange, frame));
        } else {
            stream.write(frame);
        }
    }

    private byte[] asShortMessage(Exchange exchange, byte[] frame) throws IOException {
        if (frame.length > ShortMessage.MAX_FRAME) {
            throw new IOException("A short message holds " + ShortMessage.MAX_FRAME + " bytes of a WMMP message, this one has "
                    + frame.length);
        }
        smppHeaders.setCoding(exchange.getMessage());
        return new ShortMessage(null, null, frame).userData();
    }

    private WmmpMessage compose(Exchange exchange, Object body) {
        Message in = exchange.getIn();
        Command command = RequestBody.command(exchange);
        String terminalId = in.getHeader(WmmpConstants.TERMINAL_ID, String.class);
        if (terminalId == null) {
            throw new InvalidFieldException(WmmpConstants.TERMINAL_ID, "is missing");
        }
        Map<String, Object> values = RequestBody.values(exchange, body, command);
        Long number = in.getHeader(WmmpConstants.SEQUENCE_NUMBER, Long.class);
        Integer version = in.getHeader(WmmpConstants.PROTOCOL_VERSION, Integer.class);
        return WmmpMessage.builder(command).terminalId(TerminalId.of(terminalId))
                .sequenceNumber(number == null ? lastNumber.incrementAndGet() : number)
                .protocolVersion(version == null ? WmmpMessage.VERSION : version).body(codec.writeBody(command, values))
                .build();
    }

    private long timestamp(Exchange exchange) {
        Long header = exchange.getIn().getHeader(SESSION_TIMESTAMP, Long.class);
        return header == null ? sessionTimestamp : header;
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    /** @return the dialect of the messages */
    public String getDialect() {
        return dialect;
    }

    /**
     * @param dialect the dialect of the messages
     */
    public void setDialect(String dialect) {
        this.dialect = dialect;
    }

    /** @return what is asked of the digest of a message that is read */
    public DigestCheck getDigest() {
        return digest;
    }

    /**
     * @param digest what is asked of the digest of a message that is read
     */
    public void setDigest(DigestCheck digest) {
        this.digest = digest;
    }

    /** @return whether messages that are written get a digest */
    public boolean isSign() {
        return sign;
    }

    /**
     * @param sign whether messages that are written get a digest
     */
    public void setSign(boolean sign) {
        this.sign = sign;
    }

    /** @return which way the messages go */
    public Direction getDirection() {
        return direction;
    }

    /**
     * @param direction which way the messages go
     */
    public void setDirection(Direction direction) {
        this.direction = direction;
    }

    /** @return the session timestamp that digests are made with, seconds since 1970 */
    public long getSessionTimestamp() {
        return sessionTimestamp;
    }

    /**
     * @param sessionTimestamp the session timestamp that digests are made with, seconds since 1970
     */
    public void setSessionTimestamp(long sessionTimestamp) {
        this.sessionTimestamp = sessionTimestamp;
    }

    /** @return where identity and passwords are found; null for the one of the Camel context */
    public TerminalRegistry getRegistry() {
        return registry;
    }

    /**
     * @param registry where identity and passwords are found; null for the one of the Camel context
     */
    public void setRegistry(TerminalRegistry registry) {
        this.registry = registry;
    }

    /** @return how long to wait for the registry, in milliseconds */
    public long getRegistryTimeout() {
        return registryTimeout;
    }

    /**
     * @param registryTimeout how long to wait for the registry, in milliseconds
     */
    public void setRegistryTimeout(long registryTimeout) {
        this.registryTimeout = registryTimeout;
    }

    /** @return the IMEI of the one terminal, in place of a registry; or null */
    public String getImei() {
        return imei;
    }

    /**
     * @param imei the IMEI of the one terminal, in place of a registry; or null
     */
    public void setImei(String imei) {
        this.imei = imei;
    }

    /** @return the IMSI of that terminal, or null */
    public String getImsi() {
        return imsi;
    }

    /**
     * @param imsi the IMSI of that terminal, or null
     */
    public void setImsi(String imsi) {
        this.imsi = imsi;
    }

    /** @return its password from terminal to platform, or null */
    public String getUplinkPassword() {
        return uplinkPassword;
    }

    /**
     * @param uplinkPassword its password from terminal to platform, or null
     */
    public void setUplinkPassword(String uplinkPassword) {
        this.uplinkPassword = uplinkPassword;
    }

    /** @return its password from platform to terminal, or null */
    public String getDownlinkPassword() {
        return downlinkPassword;
    }

    /**
     * @param downlinkPassword its password from platform to terminal, or null
     */
    public void setDownlinkPassword(String downlinkPassword) {
        this.downlinkPassword = downlinkPassword;
    }

    /** @return whether the bytes are those of a short message, with its user-data header */
    public boolean isShortMessage() {
        return shortMessage;
    }

    /**
     * @param shortMessage whether the bytes are those of a short message, with its user-data header
     */
    public void setShortMessage(boolean shortMessage) {
        this.shortMessage = shortMessage;
    }
}
