package io.wmmp.quarkus.it;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same natively. */
@QuarkusIntegrationTest
class BusinessDataIT extends BusinessDataTest {
}
