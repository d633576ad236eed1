package io.wmmp.springboot;

/** An application property that would set an option which does not exist. */
final class UnknownOptionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * @param prefix what the properties begin with, without the last dot
     * @param name   the rest of the name, as it is written
     */
    UnknownOptionException(String prefix, String name) {
        super("The property " + prefix + '.' + name + " sets nothing: "
                + prefix.substring(prefix.lastIndexOf('.') + 1) + " has no option '" + name + "'");
    }
}
