package io.wmmp.platform;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;

import io.netty.channel.EventLoopGroup;
import io.wmmp.link.TransportOptions;
import io.wmmp.platform.admission.Admission;
import io.wmmp.platform.admission.LoginAdmission;
import io.wmmp.platform.admission.RegistryAdmission;
import io.wmmp.platform.download.FirmwareOptions;
import io.wmmp.platform.queue.CommandDesk;
import io.wmmp.platform.registry.ApplicationRegistry;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.platform.twin.TwinDesk;
import io.wmmp.session.FragmentMemory;
import io.wmmp.session.SessionResources;

/** What a platform is made of. Immutable. */
public final class PlatformOptions {

    /** How long changes of sessions may wait for their store where nothing is said. */
    public static final Duration DEFAULT_STORE_INTERVAL = Duration.ofSeconds(1);

    /** The bound on requests with handlers where none is given. */
    public static final int DEFAULT_MAX_EXCHANGES = 10_000;

    private final TerminalRegistry registry;
    private final PlatformStore store;
    private final Duration storeInterval;
    private final ApplicationRegistry applications;
    private final Admission admission;
    private final LoginAdmission loginAdmission;
    private final KeyRules keyRules;
    private final Executor executor;
    private final Executor callbackExecutor;
    private final EventLoopGroup workerGroup;
    private final int maxExchanges;
    private final int duplicateWindow;
    private final TransportOptions transport;
    private final long maxFragmentMemory;
    private final int maxQueuedCommands;
    private final int maxQueuedCommandsInAll;
    private final int maxTwinTags;
    private final PlatformLimits limits;
    private final FirmwareOptions firmware;

    private PlatformOptions(Builder builder) {
        registry = builder.registry;
        storeInterval = builder.storeInterval;
        store = builder.store != null ? builder.store : PlatformStore.inMemory();
        applications = builder.applications;
        admission = builder.admission != null ? builder.admission : RegistryAdmission.known(registry);
        loginAdmission = builder.loginAdmission;
        keyRules = builder.keyRules;
        executor = builder.executor;
        callbackExecutor = builder.callbackExecutor;
        workerGroup = builder.workerGroup;
        maxExchanges = builder.maxExchanges;
        duplicateWindow = builder.duplicateWindow;
        transport = builder.transport;
        maxFragmentMemory = builder.maxFragmentMemory;
        maxQueuedCommands = builder.maxQueuedCommands;
        maxQueuedCommandsInAll = builder.maxQueuedCommandsInAll;
        maxTwinTags = builder.maxTwinTags;
        limits = builder.limits;
        firmware = builder.firmware;
    }

    /**
     * Starts with what cannot be left out.
     *
     * @param  registry         the terminals that the platform knows
     * @param  executor         where handlers run; never the thread of a caller
     * @param  callbackExecutor where callers go on who wait for an answer, and observers; not the executor of the
     *                          handlers, which may all be waiting for such an answer
     * @return                  what takes the rest
     */
    public static Builder builder(TerminalRegistry registry, Executor executor, Executor callbackExecutor) {
        return new Builder(registry, executor, callbackExecutor);
    }

    /** @return the terminals that the platform knows */
    public TerminalRegistry registry() {
        return registry;
    }

    /** @return where the platform keeps what must outlive its process; its registry is not used */
    public PlatformStore store() {
        return store;
    }

    /** @return how long a change of a session may wait until it is written to the store */
    public Duration storeInterval() {
        return storeInterval;
    }

    /** @return the applications that the platform knows; null for none */
    public ApplicationRegistry applications() {
        return applications;
    }

    /** @return who may register */
    public Admission admission() {
        return admission;
    }

    /** @return who may log in; null for all whose LOGIN verifies */
    public LoginAdmission loginAdmission() {
        return loginAdmission;
    }

    /** @return what the platform does about the secrets of its terminals */
    public KeyRules keyRules() {
        return keyRules;
    }

    /** @return where handlers run */
    public Executor executor() {
        return executor;
    }

    /** @return where callers go on who wait for an answer, and observers */
    public Executor callbackExecutor() {
        return callbackExecutor;
    }

    /** @return event loops to share; null for own ones */
    public EventLoopGroup workerGroup() {
        return workerGroup;
    }

    /** @return how many requests of terminals may be with handlers at one time */
    public int maxExchanges() {
        return maxExchanges;
    }

    /** @return how many answers are remembered for each terminal */
    public int duplicateWindow() {
        return duplicateWindow;
    }

    /** @return how sockets are opened */
    public TransportOptions transport() {
        return transport;
    }

    /** @return the bytes that may be held, in all, of bodies of which parts are still missing */
    public long maxFragmentMemory() {
        return maxFragmentMemory;
    }

    /** @return how many requests to one terminal may wait for their turn, and as many for the terminal itself */
    public int maxQueuedCommands() {
        return maxQueuedCommands;
    }

    /** @return how many commands may wait for terminals in all */
    public int maxQueuedCommandsInAll() {
        return maxQueuedCommandsInAll;
    }

    /** @return of how many tags of a terminal values are kept, and may be desired */
    public int maxTwinTags() {
        return maxTwinTags;
    }

    /** @return what terminals, and who pretends to be one, may make the platform hold and do */
    public PlatformLimits limits() {
        return limits;
    }

    /** @return what the platform goes by when terminals fetch files from it */
    public FirmwareOptions firmware() {
        return firmware;
    }

    /** Collects the options of a platform. */
    public static final class Builder {

        private final TerminalRegistry registry;
        private final Executor executor;
        private final Executor callbackExecutor;
        private PlatformStore store;
        private Duration storeInterval = DEFAULT_STORE_INTERVAL;
        private ApplicationRegistry applications;
        private Admission admission;
        private LoginAdmission loginAdmission;
        private KeyRules keyRules = KeyRules.NONE;
        private EventLoopGroup workerGroup;
        private int maxExchanges = DEFAULT_MAX_EXCHANGES;
        private int duplicateWindow = SessionResources.DEFAULT_DUPLICATE_WINDOW;
        private TransportOptions transport = TransportOptions.DEFAULTS;
        private long maxFragmentMemory = FragmentMemory.DEFAULT_MAX;
        private int maxQueuedCommands = SessionResources.DEFAULT_MAX_QUEUED;
        private int maxQueuedCommandsInAll = CommandDesk.DEFAULT_MAX_IN_ALL;
        private int maxTwinTags = TwinDesk.DEFAULT_MAX_TAGS;
        private PlatformLimits limits = PlatformLimits.DEFAULTS;
        private FirmwareOptions firmware = FirmwareOptions.DEFAULTS;

        private Builder(TerminalRegistry registry, Executor executor, Executor callbackExecutor) {
            this.registry = Objects.requireNonNull(registry, "registry");
            this.executor = Objects.requireNonNull(executor, "executor");
            this.callbackExecutor = Objects.requireNonNull(callbackExecutor, "callbackExecutor");
        }

        /**
         * @param  value where the platform keeps what must outlive its process; by default in memory. Its registry is used
         *               where it is given as that of the platform
         * @return       this
         */
        public Builder store(PlatformStore value) {
            store = value;
            return this;
        }

        /**
         * @param  value                    how long a change of a session may wait until it is written to the store; 1 s by
         *                                  default. Logins do not wait
         * @return                          this
         * @throws IllegalArgumentException when it is less than a millisecond
         */
        public Builder storeInterval(Duration value) {
            if (value.toMillis() < 1) {
                throw new IllegalArgumentException("storeInterval must be at least 1 ms");
            }
            storeInterval = value;
            return this;
        }

        /**
         * @param  value the applications that may log in and get business data; by default none
         * @return       this
         */
        public Builder applications(ApplicationRegistry value) {
            applications = value;
            return this;
        }

        /**
         * @param  value who may register; by default the terminals of the registry
         * @return       this
         */
        public Builder admission(Admission value) {
            admission = value;
            return this;
        }

        /**
         * @param  value who may log in, of those whose LOGIN verifies; by default all
         * @return       this
         */
        public Builder loginAdmission(LoginAdmission value) {
            loginAdmission = value;
            return this;
        }

        /**
         * @param  value what the platform does about the secrets of its terminals; by default {@link KeyRules#NONE}
         * @return       this
         */
        public Builder keyRules(KeyRules value) {
            keyRules = Objects.requireNonNull(value, "keyRules");
            return this;
        }

        /**
         * @param  value event loops to share; by default the platform has its own
         * @return       this
         */
        public Builder workerGroup(EventLoopGroup value) {
            workerGroup = value;
            return this;
        }

        /**
         * @param  value                    how many requests of terminals may be with handlers at one time; above that they
         *                                  get no answer, and the terminals repeat them
         * @return                          this
         * @throws IllegalArgumentException when no exchange would be allowed
         */
        public Builder maxExchanges(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxExchanges must be at least 1");
            }
            maxExchanges = value;
            return this;
        }

        /**
         * @param  value                    how many answers are remembered for each terminal, for copies of their requests
         *                                  that are still under way
         * @return                          this
         * @throws IllegalArgumentException when not even one would be remembered
         */
        public Builder duplicateWindow(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("duplicateWindow must be at least 1");
            }
            duplicateWindow = value;
            return this;
        }

        /**
         * @param  value how sockets are opened; by default {@link TransportOptions#DEFAULTS}
         * @return       this
         */
        public Builder transport(TransportOptions value) {
            transport = Objects.requireNonNull(value, "transport");
            return this;
        }

        /**
         * @param  value                    the bytes that may be held, in all, of bodies of which parts are still missing; 16
         *                                  MiB by default
         * @return                          this
         * @throws IllegalArgumentException when it is negative
         */
        public Builder maxFragmentMemory(long value) {
            if (value < 0) {
                throw new IllegalArgumentException("maxFragmentMemory is negative");
            }
            maxFragmentMemory = value;
            return this;
        }

        /**
         * @param  value                    how many requests to one terminal may wait for their turn in its session, and as
         *                                  many for the terminal while it is not there; 50 by default
         * @return                          this
         * @throws IllegalArgumentException when not even one could wait
         */
        public Builder maxQueuedCommands(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxQueuedCommands must be at least 1");
            }
            maxQueuedCommands = value;
            return this;
        }

        /**
         * @param  value                    of how many tags of a terminal values are kept, and may be desired; 128 by default
         * @return                          this
         * @throws IllegalArgumentException when it is negative
         */
        public Builder maxTwinTags(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("maxTwinTags is negative");
            }
            maxTwinTags = value;
            return this;
        }

        /**
         * @param  value                    how many commands may wait for terminals in all; 100,000 by default
         * @return                          this
         * @throws IllegalArgumentException when it is negative
         */
        public Builder maxQueuedCommandsInAll(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("maxQueuedCommandsInAll is negative");
            }
            maxQueuedCommandsInAll = value;
            return this;
        }

        /**
         * @param  value what terminals, and who pretends to be one, may make the platform hold and do; by default
         *               {@link PlatformLimits#DEFAULTS}
         * @return       this
         */
        public Builder limits(PlatformLimits value) {
            limits = Objects.requireNonNull(value, "limits");
            return this;
        }

        /**
         * @param  value what the platform goes by when terminals fetch files from it; by default
         *               {@link FirmwareOptions#DEFAULTS}
         * @return       this
         */
        public Builder firmware(FirmwareOptions value) {
            firmware = Objects.requireNonNull(value, "firmware");
            return this;
        }

        /** @return the options */
        public PlatformOptions build() {
            return new PlatformOptions(this);
        }
    }
}
