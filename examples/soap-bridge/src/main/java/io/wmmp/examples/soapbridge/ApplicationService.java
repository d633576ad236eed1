package io.wmmp.examples.soapbridge;

import jakarta.jws.WebParam;
import jakarta.jws.WebService;

/** What the application offers to the platform, as <code>terminals.wsdl</code> has it. */
@WebService(name = "Application", targetNamespace = PlatformService.NAMESPACE)
public interface ApplicationService {

    /**
     * Takes what a terminal has sent. The terminal gets a positive answer when this has returned, and a negative one when it
     * has failed.
     *
     * @param terminalId who has sent it
     * @param data       what it has sent
     */
    void deliver(@WebParam(name = "terminalId") String terminalId, @WebParam(name = "data") byte[] data);
}
