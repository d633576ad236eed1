package io.wmmp.examples.platform;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.camel.spi.PropertiesComponent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.firmware.FirmwareStore;

/**
 * The settings of the platform, read from Camel's properties and checked.
 *
 * @param udp                     where to listen for terminals over UDP, or null
 * @param tcp                     where to listen for terminals over TCP, or null
 * @param http                    where to listen for users, or null
 * @param httpToken               what users have to show, or null
 * @param terminals               the file with the terminals to begin with, or null
 * @param applications            the file with the applications, or null
 * @param open                    whether newcomers are admitted
 * @param factoryUplinkPassword   the uplink password of newcomers, or null
 * @param factoryDownlinkPassword the downlink password of newcomers, or null
 * @param data                    where to keep what must not be forgotten
 * @param firmware                the directory of the firmware, or null for the one that goes with the data
 * @param maxFirmwareSize         the bytes of the longest firmware
 */
record Settings(Address udp, Address tcp, Address http, String httpToken, Path terminals, Path applications, boolean open,
        String factoryUplinkPassword, String factoryDownlinkPassword, Data data, Path firmware, long maxFirmwareSize) {

    static final String UDP = "wmmp.udp";
    static final String TCP = "wmmp.tcp";
    static final String HTTP = "wmmp.http";
    static final String TERMINALS = "wmmp.terminals";
    static final String APPLICATIONS = "wmmp.applications";
    private static final String PREFIX = "wmmp.";
    private static final String HTTP_TOKEN = "wmmp.http.token";
    private static final String ADMISSION = "wmmp.admission";
    private static final String FACTORY_UPLINK_PASSWORD = "wmmp.factory-uplink-password";
    private static final String FACTORY_DOWNLINK_PASSWORD = "wmmp.factory-downlink-password";
    private static final String FIRMWARE = "wmmp.firmware";
    private static final String MAX_FIRMWARE_SIZE = "wmmp.firmware.max-size";
    private static final Set<String> NAMES = Set.of(UDP, TCP, HTTP, HTTP_TOKEN, TERMINALS, APPLICATIONS, ADMISSION,
            FACTORY_UPLINK_PASSWORD, FACTORY_DOWNLINK_PASSWORD, Data.PLACE, Data.USER, Data.PASSWORD, Data.KEY, Data.KEY_FILE,
            FIRMWARE, MAX_FIRMWARE_SIZE);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    /**
     * @throws StartRefusedException when one is wrong
     */
    Settings {
        if (udp == null && tcp == null && http == null) {
            throw new StartRefusedException(UDP + ", " + TCP + ", " + HTTP + ": all are empty, there is nothing to do");
        }
        if (http != null && httpToken == null && !http.isLoopback()) {
            throw new StartRefusedException(HTTP_TOKEN + ": is missing; it is compulsory where " + HTTP
                    + " is not a loopback address, and " + http.host() + " is none");
        }
        if (httpToken != null && !TOKEN.matcher(httpToken).matches()) {
            throw new StartRefusedException(HTTP_TOKEN + ": has characters that a bearer token cannot have;"
                    + " letters, digits and . _ ~ + / - are possible");
        }
        if (open) {
            checkFactoryPasswords(factoryUplinkPassword, factoryDownlinkPassword);
        }
    }

    private static void checkFactoryPasswords(String uplink, String downlink) {
        if (uplink == null && downlink == null) {
            throw new StartRefusedException(ADMISSION + ": open needs " + FACTORY_UPLINK_PASSWORD + " and "
                    + FACTORY_DOWNLINK_PASSWORD + ", the passwords of newcomers; keys by SMS cannot be delivered yet");
        }
        checkFactoryPassword(FACTORY_UPLINK_PASSWORD, uplink);
        checkFactoryPassword(FACTORY_DOWNLINK_PASSWORD, downlink);
    }

    private static void checkFactoryPassword(String property, String password) {
        if (password == null) {
            throw new StartRefusedException(property + ": is missing; newcomers need the password of each direction");
        }
        String problem = TerminalField.UPLINK_PASSWORD.problemOf(password);
        if (problem != null) {
            throw new StartRefusedException(property + ": " + problem);
        }
    }

    /**
     * Reads the settings.
     *
     * @throws StartRefusedException when one is wrong
     */
    static Settings read(PropertiesComponent properties) {
        refuseUnknown(properties);
        Source source = new Source(properties);
        return new Settings(source.address(UDP), source.address(TCP), source.address(HTTP), source.get(HTTP_TOKEN),
                source.file(TERMINALS), source.file(APPLICATIONS), source.choice(ADMISSION, "known", "open").equals("open"),
                source.get(FACTORY_UPLINK_PASSWORD), source.get(FACTORY_DOWNLINK_PASSWORD), Data.read(source::get),
                source.directory(FIRMWARE), source.size(MAX_FIRMWARE_SIZE));
    }

    /** A misspelt setting would otherwise count as not given; the environment belongs to others too and is only warned of. */
    private static void refuseUnknown(PropertiesComponent properties) {
        Properties given = properties.loadProperties(name -> name.startsWith(PREFIX));
        Set<String> names = new LinkedHashSet<>(given.stringPropertyNames());
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith(PREFIX)).forEach(names::add);
        names.removeAll(NAMES);
        if (!names.isEmpty()) {
            throw new StartRefusedException(names.iterator().next() + ": there is no such setting; there are "
                    + String.join(", ", NAMES.stream().sorted().toList()));
        }
        Set<String> variables = new LinkedHashSet<>(System.getenv().keySet());
        variables.removeIf(name -> !name.startsWith(variable(PREFIX)));
        variables.removeAll(NAMES.stream().map(Settings::variable).toList());
        variables.forEach(name -> LOG.warn("The variable {} of the environment is no setting and is ignored", name));
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Shows no secrets. */
    @Override
    public String toString() {
        return "Settings[udp=" + udp + ", tcp=" + tcp + ", http=" + http + ", terminals=" + terminals + ", applications="
                + applications + ", open=" + open + ", data=" + data + "]";
    }

    /** Looks up single settings; an empty one counts as not given. */
    private record Source(PropertiesComponent properties) {

        String get(String name) {
            return properties.resolveProperty(name).map(String::strip).filter(value -> !value.isEmpty()).orElse(null);
        }

        Address address(String name) {
            String value = get(name);
            return value == null ? null : Address.parse(name, value);
        }

        String choice(String name, String standard, String other) {
            String value = get(name);
            if (value == null || value.equals(standard)) {
                return standard;
            }
            if (!value.equals(other)) {
                throw new StartRefusedException(name + ": '" + value + "' is neither " + standard + " nor " + other);
            }
            return other;
        }

        /** A directory that may still have to be made. */
        Path directory(String name) {
            String value = get(name);
            try {
                Path directory = value == null ? null : Path.of(value);
                if (directory == null || !Files.exists(directory) || Files.isDirectory(directory)) {
                    return directory;
                }
            } catch (InvalidPathException e) {
                // refused below
            }
            throw new StartRefusedException(name + ": '" + value + "' is no directory");
        }

        long size(String name) {
            String value = get(name);
            try {
                long size = value == null ? FirmwareStore.DEFAULT_MAX_SIZE : Long.parseLong(value);
                if (size >= 1 && size <= Integer.MAX_VALUE) {
                    return size;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw new StartRefusedException(name + ": expects 1 to " + Integer.MAX_VALUE + " bytes, not '" + value + "'");
        }

        Path file(String name) {
            String value = get(name);
            if (value == null) {
                return null;
            }
            try {
                Path file = Path.of(value);
                if (Files.isReadable(file) && !Files.isDirectory(file)) {
                    return file;
                }
            } catch (InvalidPathException e) {
                // refused below
            }
            throw new StartRefusedException(name + ": there is no file '" + value + "' that can be read");
        }
    }
}
