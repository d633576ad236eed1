package io.wmmp.examples.platform;

/** A setting or a file that it names is wrong, so the platform does not start. The message is all that the user needs. */
final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartRefusedException(String message) {
        super(message, null, false, false);
    }
}
