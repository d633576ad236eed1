package io.wmmp.terminal;

import java.util.concurrent.CompletionStage;

/** Takes the files that a terminal has fetched. */
@FunctionalInterface
public interface DownloadHandler {

    /**
     * Called on the executor, once for each file; again after a restart that came before the stage had completed.
     *
     * @param  file the file, which stays where it is
     * @return      completes when the file is taken, and the platform may be told so; a failure means that it cannot be used
     */
    CompletionStage<Void> downloaded(DownloadedFile file);
}
