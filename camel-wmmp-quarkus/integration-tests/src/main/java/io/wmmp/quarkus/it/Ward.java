package io.wmmp.quarkus.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

import org.apache.camel.Body;
import org.apache.camel.Header;

import io.quarkus.arc.Unremovable;
import io.wmmp.camel.WmmpConstants;

/** Keeps what terminals have sent, for the tests to look at. Only a YAML route asks for it, which Quarkus does not see. */
@ApplicationScoped
@Named("ward")
@Unremovable
public class Ward {

    private final List<String> notes = new CopyOnWriteArrayList<>();

    public void note(@Header(WmmpConstants.TERMINAL_ID) String terminal, @Body String vitals) {
        notes.add(terminal + " " + vitals);
    }

    public List<String> notes() {
        return notes;
    }
}
