package io.mes.benchmarks.gateway;

import java.nio.file.Path;

/** What may stand in a gateway to record what passes. */
enum Peer {
    NONE("none"),
    MES("MES"),
    LOGBOOK("Logbook"),
    SPRING("Spring");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    /** Begins to record into a directory. */
    Recording open(Path directory) {
        return switch (this) {
            case NONE -> Recording.NONE;
            case MES -> new MesRecording(directory);
            case LOGBOOK -> new LogbookRecording(directory);
            case SPRING -> new SpringRecording(directory);
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
