package io.mes.storage.engine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class once for each {@link TestEngine}, which its constructor or methods take as a parameter.
 *
 * <p>The system property {@code mes.test.engines} restricts the engines; the tests of those left out are reported as
 * skipped, or, where the environment says {@code CI=true}, as failed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ClassTemplate
@ExtendWith(EveryEngine.class)
public @interface OnEveryEngine {}
