package io.wmmp.examples.soapbridge;

import jakarta.xml.ws.WebFault;

/** The fault that says why a terminal has not got data, or has not answered. */
@WebFault(name = "notSent", targetNamespace = PlatformService.NAMESPACE)
public class NotSent extends Exception {

    private final String reason;

    /**
     * For the routes.
     *
     * @param reason what the application is told
     */
    public NotSent(String reason) {
        this(reason, reason);
    }

    /**
     * For CXF, which reads it from a fault.
     *
     * @param message the text of the fault
     * @param reason  its detail
     */
    public NotSent(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    /**
     * The detail of the fault.
     *
     * @return what the application is told
     */
    public String getFaultInfo() {
        return reason;
    }
}
