package io.wmmp.quarkus;

import java.util.Collection;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.wmmp.camel.health.ListenerHealthCheck;
import io.wmmp.camel.health.PlatformHealthCheck;
import io.wmmp.camel.health.TerminalHealthCheck;

/** What the health checks of the component say, as one check of SmallRye Health: up when all of them are. */
@Readiness
@ApplicationScoped
public class WmmpReadiness implements HealthCheck {

    private final CamelContext context;

    /**
     * @param context the Camel context, which has the checks
     */
    public WmmpReadiness(CamelContext context) {
        this.context = context;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("camel-wmmp").up();
        Collection<Result> results = HealthCheckHelper.invokeReadiness(context, "full");
        results.stream().filter(WmmpReadiness::isOfTheComponent).forEach(result -> add(response, result));
        return response.build();
    }

    private static boolean isOfTheComponent(Result result) {
        return result.getCheck() instanceof ListenerHealthCheck || result.getCheck() instanceof PlatformHealthCheck
                || result.getCheck() instanceof TerminalHealthCheck;
    }

    private static void add(HealthCheckResponseBuilder response, Result result) {
        String id = result.getCheck().getId();
        response.withData(id, result.getState().name());
        result.getDetails().forEach((name, value) -> {
            if (!name.contains(".") && !name.toLowerCase(Locale.ROOT).startsWith("failure")) {
                response.withData(id + "." + name, String.valueOf(value));
            }
        });
        result.getMessage().ifPresent(message -> response.withData(id + ".message", message));
        if (result.getState() == State.DOWN) {
            response.down();
        }
    }
}
