package io.wmmp.examples.gateway;

import java.util.function.Consumer;

import io.vertx.amqp.AmqpClient;
import io.vertx.amqp.AmqpClientOptions;
import io.vertx.core.Vertx;

/** A client of the broker, who hears what comes to an address. */
final class Listener implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final AmqpClient client;

    Listener(int port) {
        client = AmqpClient.create(vertx, new AmqpClientOptions().setHost("127.0.0.1").setPort(port));
    }

    void listen(String address, Consumer<String> heard) {
        client.createReceiver(address).toCompletionStage().toCompletableFuture().join()
                .handler(message -> heard.accept(message.bodyAsString()));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
