package io.wmmp.camel;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategyAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SynchronousDelegateProducer;
import org.apache.camel.support.jsse.SSLContextParameters;

import io.wmmp.camel.WmmpConfiguration.Operation;
import io.wmmp.camel.WmmpConfiguration.SendBearer;
import io.wmmp.link.Bearer;
import io.wmmp.link.TlsOptions;
import io.wmmp.platform.ListenerOptions;
import io.wmmp.platform.Platform;
import io.wmmp.protocol.Dialect;
import io.wmmp.terminal.Terminal;

/**
 * Be a WMMP (Wireless M2M Protocol) platform to which GPRS terminals connect, such a terminal, or an application that exchanges
 * data with terminals through a platform.
 */
@ManagedResource(description = "Managed WMMP endpoint")
@UriEndpoint(firstVersion = "1.0.0", scheme = "wmmp", title = "WMMP", syntax = "wmmp:role:protocol:host:port",
        category = { Category.IOT, Category.NETWORKING }, headersClass = WmmpConstants.class)
public class WmmpEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation, HeaderFilterStrategyAware {

    private final WmmpAddress address;

    @UriPath(enums = "platform,terminal,application",
            description = "The end of the protocol to be: platform, terminal or application.")
    @Metadata(required = true)
    private WmmpRole role;
    @UriPath(enums = "udp,tcp,sms",
            description = "What carries the messages; sms needs no host and port, but the options smsFrom and"
                    + " smsTo. Compulsory for a terminal and, without sms, for an application; a platform without it has"
                    + " no listener: its producers send to terminals, its consumers get events.")
    private String protocol;
    @UriPath(description = "Where the platform listens, or where the terminal or application finds its platform.")
    private String host;
    @UriPath(description = "The port at which the platform listens; 0 for any free one.")
    private int port;
    @UriParam
    private final WmmpConfiguration configuration;
    @UriParam(label = "advanced", description = "The platform to use instead of the one that all platform endpoints of the"
            + " Camel context share.")
    private Platform platform;
    @UriParam(label = "advanced",
            description = "Which headers of a message come to a route. By default all that are documented,"
                    + " and never another one whose name begins like those of Camel.")
    private HeaderFilterStrategy headerFilterStrategy = new WmmpHeaderFilterStrategy();

    WmmpEndpoint(String uri, WmmpComponent component, WmmpAddress address, WmmpConfiguration configuration) {
        super(uri, component);
        this.address = address;
        this.configuration = configuration;
        this.role = address.role();
        this.protocol = address.hasBearer() ? address.bearer().name().toLowerCase(Locale.ROOT) : null;
        this.host = address.host();
        this.port = address.port();
    }

    @Override
    public WmmpComponent getComponent() {
        return (WmmpComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() throws Exception {
        Producer producer = switch (role) {
            case platform -> new PlatformProducer(this);
            case terminal -> new TerminalProducer(this);
            case application -> new ApplicationProducer(this);
        };
        return configuration.isSynchronous() ? new SynchronousDelegateProducer(producer) : producer;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer;
        if (role == WmmpRole.terminal) {
            refuse("events", configuration.getEvents() != null, "is for wmmp:platform");
            consumer = new TerminalConsumer(this, processor);
        } else if (role == WmmpRole.application) {
            refuse("events", configuration.getEvents() != null, "is for wmmp:platform");
            refuse("commands", configuration.getCommands() != null, "is for listeners and terminals: an application gets"
                    + " TRANSPARENT_DATA and TRANSPARENT_CMD");
            consumer = new ApplicationConsumer(this, processor);
        } else if (address.hasBearer()) {
            refuse("events", configuration.getEvents() != null, "is for wmmp:platform without an address");
            consumer = new PlatformConsumer(this, processor);
        } else {
            refuse("events", configuration.getEvents() == null, "is missing: a consumer of wmmp:platform gets events; to"
                    + " listen, add an address, wmmp:platform:udp:host:port");
            refuse("commands", configuration.getCommands() != null, "is for listeners, wmmp:platform:udp:host:port");
            consumer = new EventConsumer(this, processor);
        }
        configureConsumer(consumer);
        return consumer;
    }

    static void refuse(String option, boolean wrong, String why) {
        if (wrong) {
            throw new IllegalArgumentException("Option " + option + " " + why);
        }
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        checkIdentity();
        checkRanges();
        checkRole();
        SmsSettings.check(configuration, address);
        StateSettings.check(configuration, role);
    }

    /** Who it is that the endpoint stands for. */
    private void checkIdentity() {
        boolean hasTerminal = configuration.getTerminalId() != null;
        refuse("terminalId", role == WmmpRole.terminal && !hasTerminal, "is missing: a terminal has a serial number");
        refuse("terminalId", role != WmmpRole.terminal && hasTerminal,
                "is for wmmp:terminal; name the terminal to send to with the header " + (role == WmmpRole.platform
                        ? WmmpConstants.TERMINAL_ID : WmmpConstants.DESTINATION_TERMINAL_ID));
        refuse("ecCode", role == WmmpRole.application && configuration.getEcCode() == null, "is missing: an application has a"
                + " code");
        refuse("ecCode", role != WmmpRole.application && configuration.getEcCode() != null, "is for wmmp:application");
        refuse("password", role != WmmpRole.application && configuration.getPassword() != null, "is for wmmp:application; a"
                + " terminal has uplinkPassword and downlinkPassword");
        refuse("password", role == WmmpRole.application && configuration.getPassword() == null && tls() == null,
                "is missing: an application without one needs a certificate, and so option sslContextParameters");
        refuse("imei", role == WmmpRole.terminal && configuration.getImei() == null, "is missing");
        refuse("imsi", role == WmmpRole.terminal && configuration.getImsi() == null, "is missing");
        refuse("downlinkPassword", (configuration.getUplinkPassword() == null) != (configuration.getDownlinkPassword() == null),
                "and option uplinkPassword go together: one of them is missing");
    }

    private void checkRanges() {
        refuse("answerTimeout", configuration.getAnswerTimeout() < 0, "is negative");
        refuse("sends", configuration.getSends() < 0, "is negative");
        refuse("answerBackoff", !isWithin(configuration.getAnswerBackoff(), 1, 10), "is not from 1 to 10");
        refuse("answerJitter", !isWithin(configuration.getAnswerJitter(), 0, 1), "is not from 0 to 1");
        refuse("heartbeatInterval", configuration.getHeartbeatInterval() < 0, "is negative");
        refuse("registerTries", configuration.getRegisterTries() < -1, "is below -1");
        refuse("connectionMode", !Set.of("long", "short").contains(configuration.getConnectionMode()), "is neither long nor"
                + " short");
        refuse("logoutAfter", configuration.getLogoutAfter() < 0, "is negative");
        refuse("longPause", configuration.getLongPause() < 0, "is negative");
        refuse("missedHeartbeats", configuration.getMissedHeartbeats() < 0, "is negative");
        refuse("fragmentSize", configuration.getFragmentSize() < 0, "is negative");
        refuse("timeToLive", configuration.getTimeToLive() <= 0, "must be positive");
        refuse("deliveryTries", configuration.getDeliveryTries() < 0, "is negative");
    }

    /** What an endpoint of another role could do. */
    private void checkRole() {
        refuse("bearer", configuration.getBearer() != SendBearer.last && role != WmmpRole.platform, "is for wmmp:platform");
        refuse("platform", role != WmmpRole.platform && platform != null, "is for wmmp:platform");
        Set<Operation> operations = switch (role) {
            case platform -> PlatformProducer.OPERATIONS;
            case terminal -> TerminalProducer.OPERATIONS;
            case application -> ApplicationProducer.OPERATIONS;
        };
        refuse("operation", !operations.contains(configuration.getOperation()), "is " + configuration.getOperation()
                + ", and wmmp:" + role + " has " + operations.stream().sorted().toList());
    }

    private static boolean isWithin(Double given, double min, double max) {
        return given == null || given >= min && given <= max;
    }

    /** The dialect that the options name: a bean, or a file. */
    Dialect dialect() {
        Dialect bean = getCamelContext().getRegistry().lookupByNameAndType(configuration.getDialect(), Dialect.class);
        if (bean != null) {
            return bean;
        }
        try {
            return Dialect.load(configuration.getDialect(), getCamelContext().getApplicationContextClassLoader() != null
                    ? getCamelContext().getApplicationContextClassLoader() : Dialect.class.getClassLoader());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Option dialect: " + e.getMessage(), e);
        }
    }

    /** What the options say of a listener. */
    ListenerOptions listenerOptions() {
        long interval = configuration.getHeartbeatInterval();
        return new ListenerOptions(dialect(), configuration.getSecurity().category(),
                interval > 0 ? Duration.ofMillis(interval) : null, configuration.getMissedHeartbeats(),
                configuration.getFragmentSize(), tls(), configuration.isBindCertificate(), configuration.forwarding());
    }

    /** How TCP connections of this endpoint are protected; null for not at all. */
    TlsOptions tls() {
        SSLContextParameters parameters = configuration.getSslContextParameters();
        return parameters == null || bearer() != Bearer.TCP ? null
                : new TlsOptions(getComponent().tlsContexts().of(parameters, getCamelContext()),
                        configuration.isHostnameVerification());
    }

    /** @return the platform of this endpoint: its own, or the one that all platform endpoints share */
    public Platform sharedPlatform() {
        return getComponent().platformOf(this);
    }

    /** Takes away from a message that has just come what the strategy does not let pass. */
    void filterHeaders(Exchange exchange) {
        filterHeaders(exchange.getIn().getHeaders(), exchange);
    }

    /** Takes away from the headers of a message that has just come what the strategy does not let pass. */
    void filterHeaders(Map<String, Object> headers, Exchange exchange) {
        headers.entrySet().removeIf(header -> headerFilterStrategy
                .applyFilterToExternalHeaders(header.getKey(), header.getValue(), exchange));
    }

    /**
     * Tells the exception handler of a consumer that its route has failed. One that only hands to the error handler of the
     * route is spared it: that has had its say, and the route would run once more.
     */
    static void routeFailed(DefaultConsumer consumer, Exchange exchange, Object what) {
        if (exchange.getException() != null && !((WmmpEndpoint) consumer.getEndpoint()).isBridgeErrorHandler()) {
            consumer.getExceptionHandler().handleException("Route failed for " + what, exchange, exchange.getException());
        }
    }

    WmmpAddress address() {
        return address;
    }

    Bearer bearer() {
        return address.bearer();
    }

    /** @return where the terminal of this endpoint stands in its life; null at a platform, and while no route uses it */
    @ManagedAttribute(description = "Where the terminal of this endpoint stands in its life")
    public String getTerminalPhase() {
        Terminal terminal = getComponent().terminals().find(this);
        return terminal == null ? null : terminal.phase().name();
    }

    /** @return why the terminal of this endpoint is not logged in; null when it is, or there is none */
    @ManagedAttribute(description = "Why the terminal of this endpoint is not logged in")
    public String getTerminalTrouble() {
        Terminal terminal = getComponent().terminals().find(this);
        return terminal == null ? null : terminal.trouble();
    }

    /** Makes the terminal of this endpoint begin its life anew, like {@code operation=reset}. */
    @ManagedOperation(description = "Makes the terminal of this endpoint begin its life anew")
    public void resetTerminal() {
        Terminal terminal = getComponent().terminals().find(this);
        if (terminal == null) {
            throw new IllegalStateException("No route uses a terminal of " + this);
        }
        terminal.reset();
    }

    @Override
    public String getServiceUrl() {
        return address.hasSocket() ? protocol + ":" + host + ":" + port : null;
    }

    @Override
    public String getServiceProtocol() {
        return protocol;
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        if (configuration.getEcCode() != null) {
            return Map.of("ecCode", configuration.getEcCode());
        }
        return configuration.getTerminalId() == null ? null : Map.of("terminalId", configuration.getTerminalId());
    }

    public WmmpConfiguration getConfiguration() {
        return configuration;
    }

    public WmmpRole getRole() {
        return role;
    }

    public String getProtocol() {
        return protocol;
    }

    public String getHost() {
        return host;
    }

    public int getPort() {
        return port;
    }

    public Platform getPlatform() {
        return platform;
    }

    public void setPlatform(Platform platform) {
        this.platform = platform;
    }

    @Override
    public HeaderFilterStrategy getHeaderFilterStrategy() {
        return headerFilterStrategy;
    }

    @Override
    public void setHeaderFilterStrategy(HeaderFilterStrategy headerFilterStrategy) {
        this.headerFilterStrategy = headerFilterStrategy;
    }
}
