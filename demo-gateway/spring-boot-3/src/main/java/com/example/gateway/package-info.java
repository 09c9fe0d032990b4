/** A gateway as anybody writes one with Spring Boot: a model behind Spring Security. */
package com.example.gateway;
