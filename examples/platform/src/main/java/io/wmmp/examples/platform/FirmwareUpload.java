package io.wmmp.examples.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.wmmp.platform.firmware.Firmware;
import io.wmmp.platform.firmware.FirmwareRejectedException;
import io.wmmp.platform.firmware.FirmwareStore;

/**
 * {@code PUT /firmware/{name}?version=...}: the body is the file, of whatever length the store takes. It goes to disk as it
 * comes; no more than a few buffers of it are ever in memory.
 */
final class FirmwareUpload implements Handler<RoutingContext> {

    private static final String VERSION = "version";

    private final FirmwareStore store;
    private final long maxSize;

    FirmwareUpload(FirmwareStore store, long maxSize) {
        this.store = store;
        this.maxSize = maxSize;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.pause();
        String name = context.pathParam("name");
        String version = request.getParam(VERSION);
        Vertx vertx = context.vertx();
        try {
            Firmware.checkName(name);
            Firmware.checkVersion(version);
        } catch (IllegalArgumentException e) {
            refuse(context, e);
            return;
        }
        vertx.fileSystem().createTempFile("firmware", null)
                .compose(path -> vertx.fileSystem().open(path, new OpenOptions().setWrite(true))
                        .compose(file -> receive(request, file))
                        .compose(received -> vertx.executeBlocking(put(name, version, Path.of(path)), false))
                        .eventually(() -> vertx.fileSystem().delete(path)))
                .onSuccess(firmware -> HttpServer.answer(context.response(), 200, Json.write(map(firmware))))
                .onFailure(failure -> refuse(context, failure));
    }

    private Callable<Firmware> put(String name, String version, Path file) {
        return () -> {
            try (InputStream content = Files.newInputStream(file)) {
                return store.put(name, version, content);
            }
        };
    }

    private Future<Void> receive(HttpServerRequest request, AsyncFile file) {
        Promise<Void> received = Promise.promise();
        long[] count = new long[1];
        request.exceptionHandler(failure -> file.close().onComplete(closed -> received.tryFail(failure)));
        request.handler(piece -> {
            count[0] += piece.length();
            if (count[0] > maxSize) {
                // what is still to come is read, so that the client reads the answer, but goes nowhere
                return;
            }
            file.write(piece).onFailure(received::tryFail);
            if (file.writeQueueFull()) {
                request.pause();
                file.drainHandler(drained -> request.resume());
            }
        });
        request.endHandler(end -> file.close().onComplete(closed -> {
            if (count[0] > maxSize) {
                received.tryFail(new TooLongException());
            } else {
                received.tryComplete();
            }
        }));
        request.resume();
        return received.future();
    }

    private void refuse(RoutingContext context, Throwable failure) {
        Problem problem;
        if (failure instanceof TooLongException
                || failure instanceof FirmwareRejectedException rejected && rejected.isTooLong()) {
            problem = new Problem(413, "Content Too Large", "The firmware is longer than " + maxSize + " bytes", null);
        } else if (failure instanceof FirmwareRejectedException) {
            problem = Problem.badRequest(null, failure.getMessage());
        } else if (failure instanceof IllegalArgumentException) {
            String field = failure.getMessage().startsWith(VERSION) ? VERSION : "name";
            problem = Problem.badRequest(field, failure.getMessage());
        } else {
            context.fail(500, failure instanceof IOException io ? new UncheckedIOException(io) : failure);
            return;
        }
        context.request().resume();
        HttpServer.answer(context.response(), problem);
    }

    private static Map<String, Object> map(Firmware firmware) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", firmware.name());
        map.put(VERSION, firmware.version());
        map.put("size", firmware.size());
        map.put("crc16", "%04x".formatted(firmware.crc16()));
        map.put("crc32", "%08x".formatted(firmware.crc32()));
        map.put("sha256", firmware.sha256());
        return map;
    }

    /** More has come than allowed. */
    private static final class TooLongException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("too long", null, false, false);
        }
    }
}
