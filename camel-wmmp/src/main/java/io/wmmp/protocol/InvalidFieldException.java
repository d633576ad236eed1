package io.wmmp.protocol;

/**
 * A body that cannot be sent as it is: a field or tag has a name that the dialect does not know, a value outside its
 * type or range, or is missing. Thrown before anything is sent.
 */
public final class InvalidFieldException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field   the key of the body map that is at fault
     * @param problem what is wrong with it; must not repeat secret values
     */
    public InvalidFieldException(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
    }

    /** @return the key of the body map that is at fault */
    public String field() {
        return field;
    }
}
