package io.wmmp.examples.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * The HTTP server below Camel's platform-http. Unlike the ready-made one it listens only when the routes are there, says so
 * when it cannot, has a gate in front, and answers with problem JSON what never reaches a route.
 */
final class HttpServer extends ServiceSupport implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MAX_BODY_BYTES = 256 * 1024;
    /** A command occupies a thread for as long as its terminal takes. */
    private static final int THREADS = 200;
    private static final int IDLE_SECONDS = CommandRequest.MAX_WAIT_SECONDS + 60;

    private final Address address;
    private final HttpGate gate;
    private final List<Consumer<Router>> direct = new ArrayList<>();
    private CamelContext camelContext;
    private Vertx vertx;
    private Router router;
    private Address listening;

    HttpServer(Address address, String token) {
        this.address = address;
        this.gate = new HttpGate(address, token);
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    protected void doStart() {
        vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(THREADS)
                .setMaxWorkerExecuteTime(IDLE_SECONDS).setMaxWorkerExecuteTimeUnit(TimeUnit.SECONDS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        router = Router.router(vertx);
        Page.serve(router);
        direct.forEach(routes -> routes.accept(router));
        answerWithProblem(400, "Bad Request", "The request is malformed");
        answerWithProblem(404, "Not Found", "There is nothing at this path");
        answerWithProblem(405, "Method Not Allowed", "This path does not take this method");
        answerWithProblem(413, "Content Too Large", "The body is longer than " + MAX_BODY_BYTES + " bytes");
        answerWithProblem(500, "Internal Server Error", Problem.internal().detail());
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(VertxPlatformHttpServerConfiguration.DEFAULT_BIND_PORT);
        camelContext.getRegistry().bind(name, new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
            }
        });
    }

    private void answerWithProblem(int status, String title, String detail) {
        Problem problem = new Problem(status, title, detail, null);
        router.errorHandler(status, context -> {
            if (status == 500) {
                LOG.error("{} {} failed", context.request().method(), context.request().path(), context.failure());
            }
            answer(context.response(), problem);
        });
    }

    /** Takes requests whose bodies or answers are streams, which do not go through Camel; to be said before it starts. */
    void direct(Consumer<Router> routes) {
        direct.add(routes);
    }

    /**
     * Takes requests from now on.
     *
     * @throws StartRefusedException when that is not possible
     */
    void listen() {
        io.vertx.core.http.HttpServer server = vertx
                .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS).setHttp2ClearTextEnabled(false))
                .requestHandler(this::handle);
        try {
            server.listen(address.port(), address.host()).toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new StartRefusedException(
                    Settings.HTTP + ": cannot listen at " + address + ": " + e.getCause().getMessage());
        }
        listening = address.withPort(server.actualPort());
    }

    /** Where it listens, with the port that was free where any was asked for. */
    Address listening() {
        return listening;
    }

    private void handle(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store").putHeader("X-Content-Type-Options", "nosniff");
        Problem refusal = gate.refusal(request);
        if (refusal == null) {
            // bodies are JSON, whatever the client calls them: curl calls everything a form
            request.headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
            router.handle(request);
        } else {
            answer(request.response(), refusal);
        }
    }

    /** Answers with JSON what does not go through Camel. */
    static void answer(HttpServerResponse response, int status, byte[] json) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(Buffer.buffer(json));
    }

    static void answer(HttpServerResponse response, Problem problem) {
        if (response.ended()) {
            return;
        }
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"wmmp\"");
        }
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .end(Buffer.buffer(problem.toJson()));
    }

    @Override
    protected void doStop() {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            vertx = null;
        }
    }
}
