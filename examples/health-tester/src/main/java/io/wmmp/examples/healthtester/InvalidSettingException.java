package io.wmmp.examples.healthtester;

/** A setting is missing or wrong; the message names it. */
public final class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidSettingException(String name, String problem) {
        super("Setting " + name + " " + problem);
    }
}
