package io.wmmp.camel;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.link.TlsOptions;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.terminal.DownloadOptions;
import io.wmmp.terminal.TerminalOptions;

/**
 * What an endpoint says of its terminal. All endpoints of one terminal must say the same.
 *
 * @param options what the terminal is
 * @param tls     how its connections are protected; null for not at all
 * @param states  where its state is kept; null for nowhere
 * @param sms     how it sends and gets short messages; null for not at all
 */
record TerminalSettings(TerminalOptions options, TlsOptions tls, StateSettings states, SmsSettings sms) {

    static TerminalSettings of(WmmpEndpoint endpoint) {
        TerminalOptions options = options(endpoint);
        return new TerminalSettings(options, endpoint.tls(), StateSettings.of(endpoint),
                SmsSettings.of(endpoint, options.dialect()));
    }

    private static TerminalOptions options(WmmpEndpoint endpoint) {
        WmmpConfiguration configuration = endpoint.getConfiguration();
        Dialect dialect = endpoint.dialect();
        byte[] baseKey = configuration.getBaseSecretKey() == null ? null
                : configuration.getBaseSecretKey().getBytes(StandardCharsets.UTF_8);
        Credentials credentials = new Credentials(configuration.getImei(), configuration.getImsi(),
                configuration.getUplinkPassword(), configuration.getDownlinkPassword(), baseKey);
        if (baseKey != null) {
            Arrays.fill(baseKey, (byte) 0);
        }
        TerminalOptions.Builder options = TerminalOptions
                .builder(TerminalId.of(configuration.getTerminalId()), credentials, endpoint.bearer(),
                        endpoint.bearer() == Bearer.SMS ? null
                                : InetSocketAddress.createUnresolved(endpoint.getHost(), endpoint.getPort()),
                        dialect)
                .patience(configuration.patience(dialect))
                .heartbeatInterval(givenOrNull(configuration.getHeartbeatInterval()))
                .retryInterval(givenOrNull(configuration.getRetryInterval()))
                .longPause(givenOrNull(configuration.getLongPause()))
                .platformNumber(configuration.getSmsPlatformNumber())
                .shortConnection(configuration.getConnectionMode().equals("short"))
                .idleTimeout(givenOrNull(configuration.getLogoutAfter()))
                .softwareVersion(configuration.getSoftwareVersion())
                .registeredImsi(configuration.getRegisteredImsi())
                .simLocked(configuration.isSimLocked())
                .fragmentSize(configuration.getFragmentSize())
                .downloads(downloads(configuration))
                .security(configuration.getSecurity().category());
        if (configuration.getRegisterTries() != 0) {
            options.registerTries(Math.max(0, configuration.getRegisterTries()));
        }
        return options.build();
    }

    private static DownloadOptions downloads(WmmpConfiguration configuration) {
        return configuration.getDownloadDirectory() == null ? null : new DownloadOptions(
                Path.of(configuration.getDownloadDirectory(), configuration.getImei()), configuration.getDownloadBlockSize(),
                configuration.getMaxDownloadSize(), configuration.isDownloadChecks(), configuration.isLogoutAfterDownload());
    }

    private static Duration givenOrNull(long millis) {
        return millis > 0 ? Duration.ofMillis(millis) : null;
    }

    /** Refuses another endpoint of the same terminal that says something else, naming the option. */
    void refuseDifference(TerminalSettings other) {
        refuseDifference(options, other.options);
        refuseDifference(tls, other.tls);
        refuseDifference(states, other.states);
        SmsSettings.refuseDifference("one terminal", sms, other.sms);
    }

    private static void refuseDifference(TerminalOptions first, TerminalOptions other) {
        refuse("imei, imsi, uplinkPassword, downlinkPassword or baseSecretKey", first.credentials(), other.credentials());
        refuse("dialect", first.dialect().name(), other.dialect().name());
        refuse("heartbeatInterval", first.heartbeatInterval(), other.heartbeatInterval());
        refuse("retryInterval", first.retryInterval(), other.retryInterval());
        refuse("answerTimeout, sends, answerBackoff or answerJitter", first.patience(), other.patience());
        refuse("connectionMode", first.shortConnection(), other.shortConnection());
        refuse("logoutAfter", first.idleTimeout(), other.idleTimeout());
        refuse("longPause", first.longPause(), other.longPause());
        refuse("registerTries", first.registerTries(), other.registerTries());
        refuse("fragmentSize", first.fragmentSize(), other.fragmentSize());
        if (!Objects.equals(first.downloads(), other.downloads())) {
            refuse("downloadDirectory, downloadBlockSize, maxDownloadSize, downloadChecks or logoutAfterDownload",
                    first, other);
        }
        refuse("security", first.security(), other.security());
        refuse("registeredImsi", first.registeredImsi(), other.registeredImsi());
        refuse("simLocked", first.simLocked(), other.simLocked());
        refuse("softwareVersion", first.softwareVersion(), other.softwareVersion());
    }

    private static void refuseDifference(TlsOptions first, TlsOptions other) {
        refuse("sslContextParameters", first == null ? null : first.context(), other == null ? null : other.context());
        refuse("hostnameVerification", first == null || first.verifyHost(), other == null || other.verifyHost());
    }

    private static void refuseDifference(StateSettings first, StateSettings other) {
        refuse("stateRepository", first == null ? null : first.repository(), other == null ? null : other.repository());
        refuse("stateSecretKey", first == null ? null : first.secretKey(), other == null ? null : other.secretKey());
    }

    private static void refuse(String option, Object first, Object other) {
        if (!Objects.equals(first, other)) {
            throw new IllegalArgumentException("Option " + option + " differs between endpoints of one terminal");
        }
    }
}
