package io.wmmp.platform.routing;

import java.util.concurrent.CompletionStage;

import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.session.Session;

/** The applications of a platform as those see them who send to them. Implemented by the platform, not by users. */
public interface Applications {

    /** @return whether there are no applications at all */
    boolean isNoneKnown();

    /**
     * @param  ecCode the code of an application
     * @return        the application, or null; as the registry, but whatever that throws is a failure of the stage
     */
    CompletionStage<ApplicationRecord> find(String ecCode);

    /** @return how conversations with applications are read and written */
    WmmpCodec codec();

    /**
     * @param  ecCode the code of an application
     * @return        its connection that is least busy; null when it has none
     */
    Session connectionOf(String ecCode);
}
