package io.wmmp.examples.soapbridge;

import java.util.function.BiConsumer;

import jakarta.jws.WebService;

import org.apache.cxf.endpoint.Server;
import org.apache.cxf.jaxws.JaxWsProxyFactoryBean;
import org.apache.cxf.jaxws.JaxWsServerFactoryBean;

/** An application that knows nothing of WMMP or Camel: a service of its own, and a client of the platform's. */
final class Application implements AutoCloseable {

    private final PlatformService platform;
    private final Server server;

    /**
     * Starts the service.
     *
     * @param address         where
     * @param platformAddress where the platform has its own
     * @param consumer        gets what terminals send; when it fails, so does the call
     */
    Application(String address, String platformAddress, BiConsumer<String, byte[]> consumer) {
        JaxWsServerFactoryBean service = new JaxWsServerFactoryBean();
        service.setServiceClass(ApplicationService.class);
        service.setServiceBean(new Inbox(consumer));
        service.setAddress(address);
        server = service.create();
        JaxWsProxyFactoryBean client = new JaxWsProxyFactoryBean();
        client.setServiceClass(PlatformService.class);
        client.setAddress(platformAddress);
        platform = (PlatformService) client.create();
    }

    /** The platform's service. */
    PlatformService platform() {
        return platform;
    }

    @Override
    public void close() {
        server.destroy();
    }

    @WebService(endpointInterface = "io.wmmp.examples.soapbridge.ApplicationService",
            targetNamespace = PlatformService.NAMESPACE)
    private static final class Inbox implements ApplicationService {

        private final BiConsumer<String, byte[]> consumer;

        Inbox(BiConsumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void deliver(String terminalId, byte[] data) {
            consumer.accept(terminalId, data);
        }
    }
}
