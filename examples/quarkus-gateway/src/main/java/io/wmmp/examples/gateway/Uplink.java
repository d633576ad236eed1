package io.wmmp.examples.gateway;

import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

import org.apache.camel.Body;
import org.eclipse.microprofile.reactive.messaging.Channel;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.smallrye.reactive.messaging.MutinyEmitter;

/** What terminals say: to the broker, and to all who listen at the moment. The route asks for it by its name. */
@ApplicationScoped
@Named("uplink")
@Unremovable
@RegisterForReflection(fields = false)
public class Uplink {

    private final MutinyEmitter<String> broker;
    private final BroadcastProcessor<String> listeners = BroadcastProcessor.create();

    Uplink(@Channel("uplink") MutinyEmitter<String> broker) {
        this.broker = broker;
    }

    /**
     * Hands a message on. Camel waits for the stage, so the terminal is answered when the broker has the message.
     *
     * @param  message in JSON
     * @return         completes when the broker has taken it
     */
    public CompletionStage<Void> publish(@Body String message) {
        return broker.send(message).invoke(() -> listeners.onNext(message)).subscribeAsCompletionStage();
    }

    /** @return the messages from now on; one who reads too slowly misses some */
    Multi<String> messages() {
        return listeners.onOverflow().drop();
    }
}
