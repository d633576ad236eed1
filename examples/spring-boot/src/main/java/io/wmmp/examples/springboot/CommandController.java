package io.wmmp.examples.springboot;

import java.util.Map;

import org.apache.camel.FluentProducerTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** HTTP for those who look after the terminals; the route {@code command} does the work. */
@RestController
class CommandController {

    private final FluentProducerTemplate producer;

    CommandController(FluentProducerTemplate producer) {
        this.producer = producer;
    }

    /** Answers with what the terminal has answered, as JSON. */
    @PostMapping(path = "/terminals/{terminal}/{command}", produces = "application/json")
    String send(@PathVariable String terminal, @PathVariable String command, @RequestBody Map<String, Object> body) {
        return producer.withHeader("terminal", terminal).withHeader("command", command).withBody(body).to("direct:command")
                .request(String.class);
    }
}
