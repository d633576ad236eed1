package io.wmmp.examples.soapbridge;

import jakarta.jws.WebParam;
import jakarta.jws.WebResult;
import jakarta.jws.WebService;

/** What the platform offers to the application, as <code>terminals.wsdl</code> has it. */
@WebService(name = "Platform", targetNamespace = PlatformService.NAMESPACE)
public interface PlatformService {

    /** The namespace of both services. */
    String NAMESPACE = "urn:io.wmmp:soap:terminals:1";

    /**
     * Sends data to a terminal.
     *
     * @param  terminalId whom to send to
     * @param  data       what to send
     * @return            what the terminal has answered, 0 for success
     * @throws NotSent    when the terminal has not answered
     */
    @WebResult(name = "result")
    int sendToTerminal(@WebParam(name = "terminalId") String terminalId, @WebParam(name = "data") byte[] data) throws NotSent;
}
