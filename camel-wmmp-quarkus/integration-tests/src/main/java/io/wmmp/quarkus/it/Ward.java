package io.wmmp.quarkus.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

import org.apache.camel.Body;
import org.apache.camel.Header;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.wmmp.camel.WmmpConstants;

/**
 * Keeps what terminals have sent, for the tests to look at. Only YAML routes ask for it, which Quarkus does not see: neither
 * that the bean is needed, nor that Camel calls its methods by reflection.
 */
@ApplicationScoped
@Named("ward")
@Unremovable
@RegisterForReflection(fields = false)
public class Ward {

    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final List<String> json = new CopyOnWriteArrayList<>();
    private volatile String thread;

    /** Keeps a text. */
    public void note(@Header(WmmpConstants.TERMINAL_ID) String terminal, @Header(WmmpConstants.BEARER) String bearer,
            @Header(WmmpConstants.SECURITY) String security, @Body String text) {
        thread = Thread.currentThread().toString();
        notes.add(terminal + " " + bearer + " " + security + " " + text);
    }

    /** Keeps a text that the platform has sent. */
    public void hear(@Header(WmmpConstants.TERMINAL_ID) String terminal, @Body String text) {
        notes.add(terminal + " hears " + text);
    }

    /** Keeps a message in JSON. */
    public void keep(@Body String message) {
        json.add(message);
    }

    List<String> notes() {
        return notes;
    }

    String thread() {
        return thread;
    }

    List<String> json() {
        return json;
    }
}
