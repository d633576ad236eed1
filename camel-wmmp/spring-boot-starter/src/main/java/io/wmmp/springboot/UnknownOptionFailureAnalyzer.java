package io.wmmp.springboot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes of a misspelt property a report of two sentences instead of a stack trace. */
final class UnknownOptionFailureAnalyzer extends AbstractFailureAnalyzer<UnknownOptionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownOptionException cause) {
        return new FailureAnalysis(cause.getMessage() + ".",
                "Correct the name or remove the property. The options are in docs/component.adoc and docs/dataformat.adoc.",
                cause);
    }
}
