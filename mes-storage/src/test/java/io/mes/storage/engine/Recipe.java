package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How a database system comes to run. */
interface Recipe {

    /** Where its programs are. */
    Path binaries() throws IOException;

    /** The command that makes an empty data directory. */
    List<String> initialize(Path binaries, ServerHome home, Durability durability) throws IOException;

    /** The command that serves it, and ends when the server ends. */
    List<String> serve(Path binaries, ServerHome home, int port, Durability durability) throws IOException;

    /** The signal that ends the server at once, whatever becomes of its data. */
    String endingSignal();
}
