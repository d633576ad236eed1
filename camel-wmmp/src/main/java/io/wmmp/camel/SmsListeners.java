package io.wmmp.camel;

import java.util.HashMap;
import java.util.Map;

import io.wmmp.link.SmsLink;
import io.wmmp.platform.ListenerAddress;
import io.wmmp.platform.Platform;

/** The short messages of the listeners of a component: all consumers of one listener share its two endpoints. */
final class SmsListeners {

    private final WmmpComponent component;
    private final Map<Key, Shared> listeners = new HashMap<>();

    SmsListeners(WmmpComponent component) {
        this.component = component;
    }

    /** Lets a listener take part in SMS where its endpoint says so; to be left by the same consumer. */
    synchronized void enter(WmmpEndpoint endpoint, Platform platform, ListenerAddress address) {
        SmsSettings settings = SmsSettings.of(endpoint, endpoint.dialect());
        Key key = new Key(platform, address);
        Shared shared = listeners.get(key);
        if (shared == null) {
            shared = new Shared(settings == null ? null
                    : new SmsGateway(component.getCamelContext(), settings, component.threads().sms()));
            listeners.put(key, shared);
        }
        SmsSettings.refuseDifference("the listener " + address, shared.settings(), settings);
        if (shared.users++ == 0 && settings != null) {
            Shared opened = shared;
            opened.link = platform.openSms(address, settings.options(), opened.gateway);
            component.startTasks().add(() -> open(key, opened));
        }
    }

    private synchronized void open(Key key, Shared shared) {
        if (listeners.get(key) == shared) {
            shared.gateway.open(shared.link);
        }
    }

    /**
     * A consumer takes no more. The last one ends the intake; its answers can still be sent.
     *
     * @return ends the rest, to be run when the last answer has been sent
     */
    synchronized Runnable leave(Platform platform, ListenerAddress address) {
        Key key = new Key(platform, address);
        Shared shared = listeners.get(key);
        if (shared == null || --shared.users > 0) {
            return () -> {
            };
        }
        listeners.remove(key);
        if (shared.gateway == null) {
            return () -> {
            };
        }
        shared.gateway.closeReceiving();
        return () -> {
            platform.closeSms(shared.link);
            shared.gateway.close();
        };
    }

    private record Key(Platform platform, ListenerAddress address) {
    }

    private static final class Shared {

        final SmsGateway gateway;
        SmsLink link;
        int users;

        Shared(SmsGateway gateway) {
            this.gateway = gateway;
        }

        SmsSettings settings() {
            return gateway == null ? null : gateway.settings();
        }
    }
}
