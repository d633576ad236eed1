package io.wmmp.camel;

import java.time.Duration;
import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;

import io.netty.channel.EventLoopGroup;
import io.wmmp.link.TcpLimits;
import io.wmmp.link.TransportOptions;
import io.wmmp.platform.Platform;
import io.wmmp.platform.PlatformLimits;
import io.wmmp.platform.PlatformOptions;
import io.wmmp.platform.admission.Admission;
import io.wmmp.platform.admission.LoginAdmission;
import io.wmmp.platform.download.FirmwareOptions;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.queue.CommandDesk;
import io.wmmp.platform.registry.ApplicationRegistry;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.platform.twin.TwinDesk;
import io.wmmp.session.FragmentMemory;
import io.wmmp.session.SessionResources;

/** Endpoints for each end of WMMP: a platform to which terminals and applications connect, terminals, and applications. */
@Component("wmmp")
@ManagedResource(description = "Managed WMMP component")
public class WmmpComponent extends ObservedComponent implements SSLContextParametersAware {

    @Metadata(label = "security",
            description = "Whether endpoints without sslContextParameters take those of the Camel context. They count over tcp.")
    private boolean useGlobalSslContextParameters;
    @Metadata(label = "advanced", description = "The defaults of the endpoints.")
    private WmmpConfiguration configuration = new WmmpConfiguration();
    @Metadata(label = "advanced", autowired = true,
            description = "The platform of all platform endpoints that name no other. By default the component makes one, of"
                    + " registry and admission.")
    private Platform platform;
    @Metadata(label = "consumer", autowired = true,
            description = "The terminals that the platform knows. By default those of the platformStore.")
    private TerminalRegistry registry;
    @Metadata(label = "consumer", autowired = true,
            description = "Where the platform keeps what must outlive its process. By default in memory: empty at start, and"
                    + " forgotten at the end.")
    private PlatformStore platformStore;
    @Metadata(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "1s",
            description = "How long a change of a session may wait until it is written to the platformStore, together with others."
                    + " What is lost when the process is killed is no older. Logins, keys and commands do not wait.")
    private long storeInterval = PlatformOptions.DEFAULT_STORE_INTERVAL.toMillis();
    @Metadata(label = "consumer", autowired = true,
            description = "The applications (EC) that may log in at the platform, at the listeners of the terminals, and get"
                    + " business data. By default none.")
    private ApplicationRegistry applications;
    @Metadata(label = "consumer", autowired = true,
            description = "Who may register at the platform. By default the terminals of the registry.")
    private Admission admission;
    @Metadata(label = "consumer", autowired = true,
            description = "Who may log in at the platform, of the terminals whose LOGIN verifies. By default all.")
    private LoginAdmission loginAdmission;
    @Metadata(label = "security", description = "Whether the platform makes secrets by itself: for terminals that register"
            + " without and can be reached by SMS, that ask for new ones, or whose own have ended.")
    private boolean generateKeys;
    @Metadata(label = "security", javaType = "java.time.Duration",
            description = "How long passwords and base keys are good that the platform makes; by default for ever.")
    private long keyValidity;
    @Metadata(label = "security", javaType = "java.time.Duration",
            description = "How long session keys are good; then the terminal logs in again. By default as long as the session.")
    private long sessionKeyValidity;
    @Metadata(label = "consumer", defaultValue = "10000",
            description = "How many messages of terminals may be inside routes at one time. Above that datagrams get no"
                    + " answer, and the terminals repeat them; TCP connections are not read until there is room.")
    private int maxExchanges = PlatformOptions.DEFAULT_MAX_EXCHANGES;
    @Metadata(label = "consumer", defaultValue = "4",
            description = "How many answers are remembered for each terminal, for twice the repeat time of its dialect. A copy"
                    + " of their requests gets the same answer again and never comes to a route.")
    private int duplicateWindow = SessionResources.DEFAULT_DUPLICATE_WINDOW;
    @Metadata(label = "consumer,advanced", defaultValue = "100000",
            description = "How many connections the TCP listeners may have in all. Further ones are closed at once.")
    private int maxConnections = TcpLimits.DEFAULTS.maxConnections();
    @Metadata(label = "consumer,advanced", defaultValue = "10000",
            description = "How many TCP connections may come from one source address. Many terminals share the address of the"
                    + " NAT of their carrier.")
    private int maxConnectionsPerAddress = TcpLimits.DEFAULTS.maxConnectionsPerAddress();
    @Metadata(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "30s",
            description = "How long a TCP connection may be open before a message has verified, or a terminal has"
                    + " registered. Then it is closed; 0 for never.")
    private long handshakeTimeout = TcpLimits.DEFAULTS.handshakeTimeout().toMillis();
    @Metadata(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "10m",
            description = "How long nothing may come over a TCP connection before it is closed; 0 for never. The"
                    + " session of the terminal goes on.")
    private long idleTimeout = TcpLimits.DEFAULTS.idleTimeout().toMillis();
    @Metadata(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "60s",
            description = "How long a message over TCP may take from its first byte to its last before the"
                    + " connection is closed; 0 for ever.")
    private long frameTimeout = TcpLimits.DEFAULTS.frameTimeout().toMillis();
    @Metadata(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "30s",
            description = "How long a TCP peer may not read what is sent to it before the connection is closed; 0"
                    + " for ever.")
    private long writeTimeout = TcpLimits.DEFAULTS.writeTimeout().toMillis();
    @Metadata(label = "advanced", defaultValue = "50",
            description = "How many requests to one terminal, or of one terminal, may wait for their turn, and how many commands"
                    + " for a terminal that is not there. Further ones fail at once.")
    private int maxQueuedCommands = SessionResources.DEFAULT_MAX_QUEUED;
    @Metadata(label = "producer,advanced", defaultValue = "100000",
            description = "How many commands may wait at the platform in all, for terminals that are not there or are asked"
                    + " something else. Further ones fail at once.")
    private int maxQueuedCommandsInAll = CommandDesk.DEFAULT_MAX_IN_ALL;
    @Metadata(label = "advanced", defaultValue = "128",
            description = "Of how many tags the platform keeps the last value that a terminal has told or taken, and how many"
                    + " desired values a terminal may have. Further ones are not kept, or refused.")
    private int maxTwinTags = TwinDesk.DEFAULT_MAX_TAGS;
    @Metadata(label = "consumer,advanced", defaultValue = "1000000",
            description = "How many terminals may have a session at the platform, logged in or remembered. A LOGIN beyond that"
                    + " gets no answer.")
    private int maxSessions = PlatformLimits.DEFAULTS.maxSessions();
    @Metadata(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "24h",
            description = "How long the platform remembers a terminal that is not logged in: its state, and where it was last"
                    + " heard.")
    private long offlineSessionTimeout = PlatformLimits.DEFAULTS.offlineSessionTimeout().toMillis();
    @Metadata(label = "consumer,advanced", defaultValue = "1000",
            description = "How many messages of terminals that are not logged in may be with the registry or the admission at one"
                    + " time. Further ones are dropped, and the terminals repeat them. Matters where those are slow.")
    private int maxLookups = PlatformLimits.DEFAULTS.maxLookups();
    @Metadata(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "60s",
            description = "How long the registry or an admission, with the route that takes REGISTER, may take about one message"
                    + " before that is given up and its place is free again. The terminal repeats it.")
    private long lookupTimeout = PlatformLimits.DEFAULTS.lookupTimeout().toMillis();
    @Metadata(label = "consumer,advanced", defaultValue = "60",
            description = "How many wrong digests in a minute, for one terminal or from one source address, are taken for"
                    + " granted. Above that the registry is asked about this terminal every ten seconds only, and this source gets"
                    + " no more than half of maxLookups. What verifies is never delayed.")
    private int badDigestsPerMinute = PlatformLimits.DEFAULTS.badDigestsPerMinute();
    @Metadata(label = "consumer", description = "The directory of the firmware that terminals can be told to fetch from this"
            + " platform; made where it is missing. Files that are in it at start are taken in. Without it there is none.")
    private String firmwareDirectory;
    @Metadata(label = "consumer,advanced", defaultValue = "67108864",
            description = "The bytes of the longest firmware that is taken into firmwareDirectory, 2147483647 at most.")
    private long maxFirmwareSize = FirmwareStore.DEFAULT_MAX_SIZE;
    @Metadata(label = "consumer,advanced",
            description = "Host and port in the URL that tells terminals what to fetch, for those"
                    + " that look at it: they fetch it in their session. By default the address of the listener.")
    private String firmwareAddress;
    @Metadata(label = "consumer,advanced", defaultValue = "800",
            description = "The bytes of the longest block of firmware that is sent, whatever a terminal asks for, 1 to 32767.")
    private int firmwareBlockSize = FirmwareOptions.DEFAULTS.blockSize();
    @Metadata(label = "consumer,advanced", defaultValue = "100000",
            description = "How many terminals may be busy with fetching firmware. Further ones are not told to, and are not"
                    + " served until there is room.")
    private int maxDownloads = FirmwareOptions.DEFAULTS.maxDownloads();
    @Metadata(label = "advanced", defaultValue = "16777216",
            description = "The bytes that may be held, in all, of messages in fragments of which parts are still missing; one"
                    + " bound for the platform and one for all terminals. Beyond it such messages are refused.")
    private long maxFragmentMemory = FragmentMemory.DEFAULT_MAX;
    @Metadata(label = "advanced", defaultValue = "16",
            description = "The threads on which routes are run; as many more let those go on who wait for an answer. Messages of one terminal come one after the other, those of"
                    + " different terminals at once.")
    private int maximumPoolSize = 16;
    @Metadata(label = "advanced",
            description = "Whether each exchange runs on a virtual thread of its own instead of the pool; maxExchanges bounds"
                    + " their number. Needs Java 21. Camel's camel.threads.virtual.enabled does the same for all of Camel.")
    private boolean virtualThreads;
    @Metadata(label = "advanced", defaultValue = "true",
            description = "Whether to use epoll where the machine has it. Without, and elsewhere, sockets are those of NIO. With"
                    + " workerGroup its kind decides.")
    private boolean nativeTransport = true;
    @Metadata(label = "consumer,advanced", defaultValue = "1",
            description = "How many sockets a UDP listener has at its address (SO_REUSEPORT), each read by an event loop of its"
                    + " own. More than one need epoll; elsewhere there is one. With several, the system does not refuse an"
                    + " address that another process of the same user listens at.")
    private int sockets = 1;
    @Metadata(label = "consumer,advanced",
            description = "How many bytes the system shall hold for each socket of a UDP listener until they are read. By"
                    + " default what it thinks best.")
    private int receiveBufferSize;
    @Metadata(label = "advanced", description = "Event loops to share, for instance those of a camel-netty worker pool.")
    private EventLoopGroup workerGroup;

    private final ThreadPools threads = new ThreadPools(this);
    private final StartTasks startTasks = new StartTasks(this);
    private final TlsContexts tlsContexts = new TlsContexts();
    private final OwnPlatform ownPlatform = new OwnPlatform(this);
    private final ClientResources clients = new ClientResources(this);
    private final SharedTerminals terminals = new SharedTerminals(this);
    private final Observation observation = new Observation(this);
    private final SharedApplications sharedApplications = new SharedApplications(this);
    private final SmsListeners smsListeners = new SmsListeners(this);

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        WmmpEndpoint endpoint = new WmmpEndpoint(uri, this, WmmpAddress.parse(remaining), configuration.copy());
        setProperties(endpoint, parameters);
        if (endpoint.getConfiguration().getSslContextParameters() == null) {
            endpoint.getConfiguration().setSslContextParameters(retrieveGlobalSslContextParameters());
        }
        return endpoint;
    }

    /** The platform of an endpoint: its own, that of the component, or the one made by the component. */
    Platform platformOf(WmmpEndpoint endpoint) {
        if (endpoint.getPlatform() != null) {
            return observation.watched(endpoint.getPlatform());
        }
        return observation.watched(platform != null ? platform : ownPlatform.get());
    }

    TransportOptions transportOptions() {
        TcpLimits tcpLimits = new TcpLimits(maxConnections, maxConnectionsPerAddress, Duration.ofMillis(handshakeTimeout),
                Duration.ofMillis(idleTimeout), Duration.ofMillis(frameTimeout), Duration.ofMillis(writeTimeout));
        return new TransportOptions(tcpLimits, nativeTransport, sockets, receiveBufferSize);
    }

    @Override
    public Observation observation() {
        return observation;
    }

    SharedApplications sharedApplications() {
        return sharedApplications;
    }

    SharedTerminals terminals() {
        return terminals;
    }

    SmsListeners smsListeners() {
        return smsListeners;
    }

    TlsContexts tlsContexts() {
        return tlsContexts;
    }

    ClientResources clients() {
        return clients;
    }

    ThreadPools threads() {
        return threads;
    }

    StartTasks startTasks() {
        return startTasks;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext().addStartupListener(startTasks);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // looks for beans, and shall find all
        startTasks.add(observation::start);
    }

    @Override
    protected void doStop() throws Exception {
        observation.stop();
        ownPlatform.close();
        terminals.close();
        sharedApplications.close();
        clients.close();
        threads.close();
        startTasks.clear();
        tlsContexts.clear();
        super.doStop();
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public WmmpConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(WmmpConfiguration configuration) {
        this.configuration = configuration;
    }

    public Platform getPlatform() {
        return platform;
    }

    public void setPlatform(Platform platform) {
        this.platform = platform;
    }

    public PlatformStore getPlatformStore() {
        return platformStore;
    }

    public void setPlatformStore(PlatformStore platformStore) {
        this.platformStore = platformStore;
    }

    public long getStoreInterval() {
        return storeInterval;
    }

    public void setStoreInterval(long storeInterval) {
        this.storeInterval = storeInterval;
    }

    public TerminalRegistry getRegistry() {
        return registry;
    }

    public void setRegistry(TerminalRegistry registry) {
        this.registry = registry;
    }

    public ApplicationRegistry getApplications() {
        return applications;
    }

    public void setApplications(ApplicationRegistry applications) {
        this.applications = applications;
    }

    public Admission getAdmission() {
        return admission;
    }

    public void setAdmission(Admission admission) {
        this.admission = admission;
    }

    public LoginAdmission getLoginAdmission() {
        return loginAdmission;
    }

    public void setLoginAdmission(LoginAdmission loginAdmission) {
        this.loginAdmission = loginAdmission;
    }

    public boolean isGenerateKeys() {
        return generateKeys;
    }

    public void setGenerateKeys(boolean generateKeys) {
        this.generateKeys = generateKeys;
    }

    public long getKeyValidity() {
        return keyValidity;
    }

    public void setKeyValidity(long keyValidity) {
        this.keyValidity = keyValidity;
    }

    public long getSessionKeyValidity() {
        return sessionKeyValidity;
    }

    public void setSessionKeyValidity(long sessionKeyValidity) {
        this.sessionKeyValidity = sessionKeyValidity;
    }

    public int getMaxExchanges() {
        return maxExchanges;
    }

    public void setMaxExchanges(int maxExchanges) {
        this.maxExchanges = maxExchanges;
    }

    public int getDuplicateWindow() {
        return duplicateWindow;
    }

    public void setDuplicateWindow(int duplicateWindow) {
        this.duplicateWindow = duplicateWindow;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public int getMaxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    public void setMaxConnectionsPerAddress(int maxConnectionsPerAddress) {
        this.maxConnectionsPerAddress = maxConnectionsPerAddress;
    }

    public long getHandshakeTimeout() {
        return handshakeTimeout;
    }

    public void setHandshakeTimeout(long handshakeTimeout) {
        this.handshakeTimeout = handshakeTimeout;
    }

    public long getIdleTimeout() {
        return idleTimeout;
    }

    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public long getFrameTimeout() {
        return frameTimeout;
    }

    public void setFrameTimeout(long frameTimeout) {
        this.frameTimeout = frameTimeout;
    }

    public long getWriteTimeout() {
        return writeTimeout;
    }

    public void setWriteTimeout(long writeTimeout) {
        this.writeTimeout = writeTimeout;
    }

    public long getMaxFragmentMemory() {
        return maxFragmentMemory;
    }

    public void setMaxFragmentMemory(long maxFragmentMemory) {
        this.maxFragmentMemory = maxFragmentMemory;
    }

    public int getMaxQueuedCommands() {
        return maxQueuedCommands;
    }

    public void setMaxQueuedCommands(int maxQueuedCommands) {
        this.maxQueuedCommands = maxQueuedCommands;
    }

    public int getMaxQueuedCommandsInAll() {
        return maxQueuedCommandsInAll;
    }

    public void setMaxQueuedCommandsInAll(int maxQueuedCommandsInAll) {
        this.maxQueuedCommandsInAll = maxQueuedCommandsInAll;
    }

    public int getMaxTwinTags() {
        return maxTwinTags;
    }

    public void setMaxTwinTags(int maxTwinTags) {
        this.maxTwinTags = maxTwinTags;
    }

    public int getMaxSessions() {
        return maxSessions;
    }

    public void setMaxSessions(int maxSessions) {
        this.maxSessions = maxSessions;
    }

    public long getOfflineSessionTimeout() {
        return offlineSessionTimeout;
    }

    public void setOfflineSessionTimeout(long offlineSessionTimeout) {
        this.offlineSessionTimeout = offlineSessionTimeout;
    }

    public int getMaxLookups() {
        return maxLookups;
    }

    public void setMaxLookups(int maxLookups) {
        this.maxLookups = maxLookups;
    }

    public long getLookupTimeout() {
        return lookupTimeout;
    }

    public void setLookupTimeout(long lookupTimeout) {
        this.lookupTimeout = lookupTimeout;
    }

    public int getBadDigestsPerMinute() {
        return badDigestsPerMinute;
    }

    public void setBadDigestsPerMinute(int badDigestsPerMinute) {
        this.badDigestsPerMinute = badDigestsPerMinute;
    }

    public int getMaximumPoolSize() {
        return maximumPoolSize;
    }

    public void setMaximumPoolSize(int maximumPoolSize) {
        this.maximumPoolSize = maximumPoolSize;
    }

    public boolean isVirtualThreads() {
        return virtualThreads;
    }

    public void setVirtualThreads(boolean virtualThreads) {
        this.virtualThreads = virtualThreads;
    }

    public boolean isNativeTransport() {
        return nativeTransport;
    }

    public void setNativeTransport(boolean nativeTransport) {
        this.nativeTransport = nativeTransport;
    }

    public int getSockets() {
        return sockets;
    }

    public void setSockets(int sockets) {
        this.sockets = sockets;
    }

    public int getReceiveBufferSize() {
        return receiveBufferSize;
    }

    public void setReceiveBufferSize(int receiveBufferSize) {
        this.receiveBufferSize = receiveBufferSize;
    }

    public EventLoopGroup getWorkerGroup() {
        return workerGroup;
    }

    public void setWorkerGroup(EventLoopGroup workerGroup) {
        this.workerGroup = workerGroup;
    }

    public String getFirmwareDirectory() {
        return firmwareDirectory;
    }

    public void setFirmwareDirectory(String firmwareDirectory) {
        this.firmwareDirectory = firmwareDirectory;
    }

    public long getMaxFirmwareSize() {
        return maxFirmwareSize;
    }

    public void setMaxFirmwareSize(long maxFirmwareSize) {
        this.maxFirmwareSize = maxFirmwareSize;
    }

    public String getFirmwareAddress() {
        return firmwareAddress;
    }

    public void setFirmwareAddress(String firmwareAddress) {
        this.firmwareAddress = firmwareAddress;
    }

    public int getFirmwareBlockSize() {
        return firmwareBlockSize;
    }

    public void setFirmwareBlockSize(int firmwareBlockSize) {
        this.firmwareBlockSize = firmwareBlockSize;
    }

    public int getMaxDownloads() {
        return maxDownloads;
    }

    public void setMaxDownloads(int maxDownloads) {
        this.maxDownloads = maxDownloads;
    }
}
