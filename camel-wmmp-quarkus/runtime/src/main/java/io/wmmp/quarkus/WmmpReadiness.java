package io.wmmp.quarkus;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheckHelper;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.wmmp.camel.WmmpEndpoint;
import io.wmmp.camel.health.PlatformHealthCheck;
import io.wmmp.camel.health.TerminalHealthCheck;

/**
 * What the health checks of the component say, as one check of SmallRye Health: up when all of them are. The component alone
 * knows what to check and how; here is but the way from its checks to those of Quarkus.
 */
@Readiness
@ApplicationScoped
public class WmmpReadiness implements org.eclipse.microprofile.health.HealthCheck {

    /** What the ids of the checks of consumers begin with; the id of the route follows. */
    private static final String CONSUMER = "consumer:";

    private final CamelContext context;

    /**
     * @param context the Camel context, which has the checks
     */
    public WmmpReadiness(CamelContext context) {
        this.context = context;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("camel-wmmp");
        Collection<Result> results = HealthCheckHelper.invokeReadiness(context, "full");
        List<Result> ours = results.stream().filter(WmmpReadiness::isOn).filter(this::isOfTheComponent).toList();
        ours.forEach(result -> describe(response, result));
        return response.status(HealthCheckHelper.isResultsUp(ours, true)).build();
    }

    /** One that is switched off knows nothing, and must not make the application look unwell. */
    private static boolean isOn(Result result) {
        return !Boolean.FALSE.equals(result.getDetails().get(HealthCheck.CHECK_ENABLED));
    }

    private boolean isOfTheComponent(Result result) {
        HealthCheck check = result.getCheck();
        return check instanceof PlatformHealthCheck || check instanceof TerminalHealthCheck
                || check.getId().startsWith(CONSUMER) && isOfTheComponent(check.getId().substring(CONSUMER.length()));
    }

    /** Camel wraps the checks of consumers, so that only the route tells whose they are. */
    private boolean isOfTheComponent(String routeId) {
        Route route = context.getRoute(routeId);
        return route != null && route.getEndpoint() instanceof WmmpEndpoint;
    }

    private static void describe(HealthCheckResponseBuilder response, Result result) {
        String id = result.getCheck().getId();
        response.withData(id, result.getState().name());
        result.getDetails().forEach((name, value) -> {
            if (!name.contains(".") && !name.toLowerCase(Locale.ROOT).startsWith("failure")) {
                response.withData(id + "." + name, String.valueOf(value));
            }
        });
        result.getMessage().ifPresent(message -> response.withData(id + ".message", message));
    }
}
