package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Patience;

/**
 * What a terminal is, and how it reaches its platform. Immutable; what the builder is not told is as the dialect has it.
 */
public final class TerminalOptions {

    private final TerminalId terminalId;
    private final Credentials credentials;
    private final Bearer bearer;
    private final InetSocketAddress platform;
    private final Dialect dialect;
    private final Patience patience;
    private final Duration heartbeatInterval;
    private final Duration retryInterval;
    private final String softwareVersion;
    private final boolean registered;
    private final String registeredImsi;
    private final boolean simLocked;
    private final int registerTries;
    private final int loginRetries;
    private final Duration longPause;
    private final Duration keyWait;
    private final int fragmentSize;
    private final SecurityCategory security;
    private final String platformNumber;
    private final boolean shortConnection;
    private final Duration idleTimeout;
    private final DownloadOptions downloads;

    private TerminalOptions(Builder builder) {
        terminalId = builder.terminalId;
        credentials = builder.credentials;
        bearer = builder.bearer;
        platform = builder.platform;
        dialect = builder.dialect;
        patience = builder.patience != null ? builder.patience : Patience.of(dialect);
        heartbeatInterval = orElse(builder.heartbeatInterval, dialect.heartbeatInterval());
        retryInterval = orElse(builder.retryInterval, dialect.retryInterval());
        softwareVersion = builder.softwareVersion;
        registered = builder.registered;
        registeredImsi = builder.registeredImsi != null ? builder.registeredImsi : credentials.imsi();
        simLocked = builder.simLocked;
        registerTries = builder.registerTries != null ? builder.registerTries : dialect.registerTries();
        loginRetries = builder.loginRetries != null ? builder.loginRetries : dialect.loginRetries();
        longPause = orElse(builder.longPause, dialect.longPause());
        keyWait = orElse(builder.keyWait, dialect.keyWait());
        fragmentSize = builder.fragmentSize;
        security = builder.security;
        platformNumber = builder.platformNumber != null ? builder.platformNumber : dialect.smsNumber();
        shortConnection = builder.shortConnection;
        idleTimeout = orElse(builder.idleTimeout, dialect.idleTimeout());
        downloads = builder.downloads;
    }

    private static Duration orElse(Duration given, Duration fallback) {
        return given != null ? given : fallback;
    }

    /**
     * Starts with what cannot be left out.
     *
     * @param  terminalId  the serial number; one that ends with eight zeros means that the platform shall allot one
     * @param  credentials identity and secrets; without passwords the terminal asks for them
     * @param  bearer      UDP or TCP, or SMS for a terminal that speaks nothing else
     * @param  platform    where the platform listens, unresolved so that its name is looked up whenever the terminal
     *                     connects; null for SMS
     * @param  dialect     the dialect to speak
     * @return             what takes the rest
     */
    public static Builder builder(
            TerminalId terminalId, Credentials credentials, Bearer bearer, InetSocketAddress platform, Dialect dialect) {
        return new Builder(terminalId, credentials, bearer, platform, dialect);
    }

    /** @return the serial number */
    public TerminalId terminalId() {
        return terminalId;
    }

    /** @return identity and secrets */
    public Credentials credentials() {
        return credentials;
    }

    /** @return UDP or TCP, or SMS for a terminal that speaks nothing else */
    public Bearer bearer() {
        return bearer;
    }

    /** @return where the platform listens; null for SMS */
    public InetSocketAddress platform() {
        return platform;
    }

    /** @return the dialect to speak */
    public Dialect dialect() {
        return dialect;
    }

    /** @return how long and how often requests of the session itself are tried */
    public Patience patience() {
        return patience;
    }

    /** @return the pause between heartbeats, until the platform configures another */
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /** @return the pause between tries to connect, to register and to log in */
    public Duration retryInterval() {
        return retryInterval;
    }

    /** @return what LOGIN reports, at most 8 characters */
    public String softwareVersion() {
        return softwareVersion;
    }

    /** @return whether it has registered in an earlier life, and begins with LOGIN */
    public boolean registered() {
        return registered;
    }

    /** @return the IMSI under which it has registered last */
    public String registeredImsi() {
        return registeredImsi;
    }

    /** @return whether it stays silent with another SIM than that */
    public boolean simLocked() {
        return simLocked;
    }

    /** @return how often it registers before it gives up; 0 for without end */
    public int registerTries() {
        return registerTries;
    }

    /** @return how often it repeats a LOGIN that is refused before it pauses, until the platform sets another number */
    public int loginRetries() {
        return loginRetries;
    }

    /** @return the pause after all that */
    public Duration longPause() {
        return longPause;
    }

    /** @return how long it waits for its keys, in whole seconds, until the platform sets another time */
    public Duration keyWait() {
        return keyWait;
    }

    /** @return the longest body in bytes that is sent whole where fragments are allowed; 0 for that of the dialect */
    public int fragmentSize() {
        return fragmentSize;
    }

    /** @return the least category of what it sends and takes, where the dialect wants a digest */
    public SecurityCategory security() {
        return security;
    }

    /** @return the telephone number of the platform, until the platform sets another */
    public String platformNumber() {
        return platformNumber;
    }

    /** @return whether it logs out when it has nothing to send, until the platform sets another mode */
    public boolean shortConnection() {
        return shortConnection;
    }

    /** @return how long after its last message a terminal with short connections logs out */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** @return how it fetches files from its platform; null for not at all */
    public DownloadOptions downloads() {
        return downloads;
    }

    /** Collects the options of a terminal. */
    public static final class Builder {

        private final TerminalId terminalId;
        private final Credentials credentials;
        private final Bearer bearer;
        private final InetSocketAddress platform;
        private final Dialect dialect;
        private Patience patience;
        private Duration heartbeatInterval;
        private Duration retryInterval;
        private String softwareVersion = "1.00";
        private boolean registered;
        private String registeredImsi;
        private boolean simLocked;
        private Integer registerTries;
        private Integer loginRetries;
        private Duration longPause;
        private Duration keyWait;
        private int fragmentSize;
        private SecurityCategory security = SecurityCategory.VERIFIED;
        private String platformNumber;
        private boolean shortConnection;
        private Duration idleTimeout;
        private DownloadOptions downloads;

        private Builder(TerminalId terminalId, Credentials credentials, Bearer bearer, InetSocketAddress platform,
                Dialect dialect) {
            this.terminalId = Objects.requireNonNull(terminalId, "terminalId");
            this.credentials = Objects.requireNonNull(credentials, "credentials");
            this.bearer = Objects.requireNonNull(bearer, "bearer");
            this.platform = bearer == Bearer.SMS ? platform : Objects.requireNonNull(platform, "platform");
            this.dialect = Objects.requireNonNull(dialect, "dialect");
        }

        /**
         * @param  value how long and how often requests of the session itself are tried
         * @return       this
         */
        public Builder patience(Patience value) {
            patience = value;
            return this;
        }

        /**
         * @param  value the pause between heartbeats, until the platform configures another
         * @return       this
         */
        public Builder heartbeatInterval(Duration value) {
            heartbeatInterval = value;
            return this;
        }

        /**
         * @param  value the pause between tries to connect, to register and to log in
         * @return       this
         */
        public Builder retryInterval(Duration value) {
            retryInterval = value;
            return this;
        }

        /**
         * @param  value what LOGIN reports, at most 8 characters
         * @return       this
         */
        public Builder softwareVersion(String value) {
            softwareVersion = Objects.requireNonNull(value, "softwareVersion");
            return this;
        }

        /**
         * @param  value whether it has registered in an earlier life, and begins with LOGIN; it registers all the same when
         *               the platform wants it to
         * @return       this
         */
        public Builder registered(boolean value) {
            registered = value;
            return this;
        }

        /**
         * @param  value the IMSI under which it has registered in an earlier life, where its SIM has been changed since: it
         *               registers the new one first, and needs the passwords of before
         * @return       this
         */
        public Builder registeredImsi(String value) {
            registeredImsi = value;
            return this;
        }

        /**
         * @param  value whether it is bound to the SIM under which it has registered, and does nothing with another
         * @return       this
         */
        public Builder simLocked(boolean value) {
            simLocked = value;
            return this;
        }

        /**
         * @param  value                    how often it registers before it gives up, raises its alarm and falls silent; 0 for
         *                                  without end
         * @return                          this
         * @throws IllegalArgumentException when negative
         */
        public Builder registerTries(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("registerTries is negative");
            }
            registerTries = value;
            return this;
        }

        /**
         * @param  value                    how often it repeats a LOGIN that is refused before it pauses, 0 to 255
         * @return                          this
         * @throws IllegalArgumentException when it is not
         */
        public Builder loginRetries(int value) {
            if (value < 0 || value > 255) {
                throw new IllegalArgumentException("loginRetries is not from 0 to 255");
            }
            loginRetries = value;
            return this;
        }

        /**
         * @param  value the pause of a terminal whose logins are refused, or that gets no keys
         * @return       this
         */
        public Builder longPause(Duration value) {
            longPause = value;
            return this;
        }

        /**
         * @param  value how long it waits for its keys, 1 to 65535 whole seconds
         * @return       this
         */
        public Builder keyWait(Duration value) {
            keyWait = value;
            return this;
        }

        /**
         * @param  value                    the longest body in bytes that is sent whole where fragments are allowed, and the
         *                                  size of a part; 0 for that of the dialect
         * @return                          this
         * @throws IllegalArgumentException when it is negative
         */
        public Builder fragmentSize(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("Option fragmentSize is negative");
            }
            fragmentSize = value;
            return this;
        }

        /**
         * @param  value the least category of what it sends and takes, where the dialect wants a digest. With one that
         *               enciphers it asks for a session key when it logs in, for which it needs a base key.
         * @return       this
         */
        public Builder security(SecurityCategory value) {
            security = Objects.requireNonNull(value, "security");
            return this;
        }

        /**
         * @param  value the telephone number of the platform, until the platform sets another (TLV 0x0007)
         * @return       this
         */
        public Builder platformNumber(String value) {
            platformNumber = value;
            return this;
        }

        /**
         * @param  value whether it logs in for what it has to send and logs out afterwards, without heartbeats
         * @return       this
         */
        public Builder shortConnection(boolean value) {
            shortConnection = value;
            return this;
        }

        /**
         * @param  value how long after its last message a terminal with short connections logs out
         * @return       this
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        /**
         * @param  value how it fetches files from its platform; by default it does not, and DOWNLOAD_INFO is for a handler
         * @return       this
         */
        public Builder downloads(DownloadOptions value) {
            downloads = value;
            return this;
        }

        /**
         * @return                          the options
         * @throws IllegalArgumentException when messages shall be enciphered and the bearer is SMS, which carries the common
         *                                  category only, or there is no base key to receive session keys with
         */
        public TerminalOptions build() {
            if (security.compareTo(SecurityCategory.ENCRYPTED) >= 0) {
                if (bearer == Bearer.SMS) {
                    throw new IllegalArgumentException("Option security: SMS carries the common category only, not " + security
                            + "; leave the option out");
                }
                if (credentials.hasPasswords() && credentials.baseKey() == null) {
                    throw new IllegalArgumentException("Option security: " + security + " needs a base key, with which the"
                            + " platform protects session keys; set baseSecretKey");
                }
            }
            return new TerminalOptions(this);
        }
    }
}
