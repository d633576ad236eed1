package io.wmmp.quarkus.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.Page;
import io.wmmp.quarkus.WmmpBuildTimeConfig;
import io.wmmp.quarkus.dev.SimulatedTerminals;
import io.wmmp.quarkus.dev.WmmpDevService;

/** What there is in dev mode: the card of the Dev UI, and simulated terminals where they are wanted. */
@BuildSteps(onlyIf = IsDevelopment.class)
class WmmpDevProcessor {

    @BuildStep
    CardPageBuildItem card() {
        CardPageBuildItem card = new CardPageBuildItem();
        card.addPage(Page.webComponentPageBuilder().title("Terminals").icon("font-awesome-solid:tower-broadcast")
                .componentLink("qwc-wmmp-terminals.js"));
        card.addPage(Page.webComponentPageBuilder().title("Traffic").icon("font-awesome-solid:arrow-right-arrow-left")
                .componentLink("qwc-wmmp-traffic.js"));
        return card;
    }

    @BuildStep
    JsonRPCProvidersBuildItem methods() {
        return new JsonRPCProvidersBuildItem(WmmpDevService.class);
    }

    @BuildStep
    void simulatedTerminals(WmmpBuildTimeConfig config, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (config.devservices().terminals() > 0) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(SimulatedTerminals.class));
        }
    }
}
