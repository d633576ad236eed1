package io.wmmp.examples.springboot;

import java.util.Map;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.FluentProducerTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.InvalidFieldException;

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

    /** Says what the client has done wrong, or that the terminal has not answered; everything else is a fault of ours. */
    @ExceptionHandler
    ProblemDetail problem(CamelExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof UnknownTerminalException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, cause.getMessage());
        }
        if (cause instanceof InvalidFieldException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, cause.getMessage());
        }
        if (cause instanceof ExchangeTimedOutException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.GATEWAY_TIMEOUT,
                    "The terminal has not answered; it gets the command when it is back");
        }
        throw e;
    }
}
