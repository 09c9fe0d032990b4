package com.example.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the gateway. */
@SpringBootApplication
public class GatewayApplication {

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(GatewayApplication.class, args);
    }
}
