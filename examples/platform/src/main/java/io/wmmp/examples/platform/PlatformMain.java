package io.wmmp.examples.platform;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import org.apache.camel.main.Main;
import org.slf4j.LoggerFactory;

import io.wmmp.security.CipherException;

/** A platform in a box: terminals on one side, standard output and HTTP on the other. */
public final class PlatformMain {

    private PlatformMain() {
    }

    /**
     * Runs the platform until the process is told to stop.
     *
     * @param args see Camel Main; the settings are properties
     */
    public static void main(String[] args) {
        // standard output belongs to the messages of the terminals; whatever else writes there goes to standard error
        System.setOut(System.err);
        int exitCode;
        try {
            exitCode = create(new FileOutputStream(FileDescriptor.out)).run(args);
        } catch (Exception e) {
            report(e);
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    /**
     * Makes a platform that has not been started yet.
     *
     * @param  lines gets what terminals send, one JSON object a line
     * @return       the Camel application
     */
    public static Main create(OutputStream lines) {
        Main main = new Main();
        main.configure().addConfiguration(new PlatformConfiguration());
        main.configure().addRoutesBuilder(new UplinkRoutes(new JsonLines(lines)));
        main.configure().addRoutesBuilder(new HttpRoutes());
        return main;
    }

    /** What the user can put right is one line; a stack trace is for what nobody foresaw. */
    private static void report(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefusedException || cause instanceof UncheckedIOException
                    || cause instanceof CipherException) {
                System.err.println("The platform does not start. " + cause.getMessage());
                return;
            }
        }
        // not a field: logging must not begin before standard output has been given away
        LoggerFactory.getLogger(PlatformMain.class).error("The platform does not start", failure);
    }
}
