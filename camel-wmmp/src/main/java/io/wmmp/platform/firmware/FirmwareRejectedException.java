package io.wmmp.platform.firmware;

/** A file cannot be taken into the store, for what it is. */
public final class FirmwareRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean tooLong;

    FirmwareRejectedException(String message, boolean tooLong) {
        super(message);
        this.tooLong = tooLong;
    }

    /** @return whether it has too many bytes; otherwise it has none */
    public boolean isTooLong() {
        return tooLong;
    }
}
