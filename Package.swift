// swift-tools-version: 6.2
import PackageDescription

/// The gRPC and protobuf runtime every generated contract needs.
let contractProducts: [Target.Dependency] = [
  .product(name: "GRPCCore", package: "grpc-swift-2"),
  .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
  .product(name: "SwiftProtobuf", package: "swift-protobuf"),
]

/// What a service may import: the shared targets, never another service (docs/architecture.md).
let serviceDependencies: [Target.Dependency] = [
  "Contracts", "Storage", "Runtime", "Telemetry",
  .product(name: "Logging", package: "swift-log"),
  .product(name: "Tracing", package: "swift-distributed-tracing"),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

let package = Package(
  name: "quartet",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "quartet", targets: ["Quartet"])],
  dependencies: [
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // Shared: small targets under one roof.
    .systemLibrary(
      name: "CPostgres", path: "Sources/Shared/CPostgres", pkgConfig: "libpq",
      providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
      name: "CPasswords", path: "Sources/Shared/CPasswords", pkgConfig: "libargon2",
      providers: [.apt(["libargon2-dev", "libcrypt-dev", "libsodium-dev"])]),
    .executableTarget(
      name: "protoc-gen-quartet",
      dependencies: [
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "SwiftProtobufPluginLibrary", package: "swift-protobuf"),
      ], path: "Sources/Shared/ContractGenerator"),
    .target(name: "Contracts", dependencies: contractProducts, path: "Sources/Shared/Contracts"),
    .target(
      name: "Telemetry",
      dependencies: [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ], path: "Sources/Shared/Telemetry"),
    .target(
      name: "Storage",
      dependencies: [
        "CPostgres",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ], path: "Sources/Shared/Storage"),
    .target(
      name: "Runtime",
      dependencies: contractProducts + [
        "Contracts", "Storage", "Telemetry",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ], path: "Sources/Shared/Runtime"),

    .target(
      name: "Outbound",
      dependencies: [
        "Runtime",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ], path: "Sources/Shared/Outbound"),

    // The four services: they talk through contracts and never import each other.
    .target(
      name: "AuthService",
      dependencies: serviceDependencies + [
        "CPasswords", "Outbound",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
      ],
      resources: [
        .embedInCode("Resources/emails_en.json"), .embedInCode("Resources/emails_hu.json"),
        .embedInCode("Resources/emails_pt.json"),
      ]),
    .target(
      name: "BillingService",
      dependencies: serviceDependencies + [
        "Outbound",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Metrics", package: "swift-metrics"),
      ]),
    .target(
      name: "AgentService",
      dependencies: serviceDependencies + [
        "Outbound",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "Yams", package: "Yams"),
      ],
      resources: [.embedInCode("Resources/agents_config.yaml")]),
    .target(
      name: "OrderService",
      dependencies: serviceDependencies + [
        "Outbound",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Gateway",
      dependencies: contractProducts + [
        "Contracts", "Runtime", "Storage", "Telemetry",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      resources: [
        .embedInCode("Resources/account.css"), .embedInCode("Resources/account.js"),
        .embedInCode("Resources/account_done.html"), .embedInCode("Resources/account_name.html"),
        .embedInCode("Resources/account_page.html"), .embedInCode("Resources/account_password.html"),
        .embedInCode("Resources/account_problem.html"), .embedInCode("Resources/account_texts_en.json"),
        .embedInCode("Resources/account_texts_hu.json"), .embedInCode("Resources/account_texts_pt.json"),
        .embedInCode("Resources/docs.css"), .embedInCode("Resources/docs.html"), .embedInCode("Resources/docs.js"),
        .embedInCode("Resources/redoc.css"), .embedInCode("Resources/redoc.html"), .embedInCode("Resources/redoc.js"),
        .embedInCode("Resources/reference.css"), .embedInCode("Resources/reference.js"),
      ]),
    .executableTarget(
      name: "Quartet",
      dependencies: [
        "AuthService", "BillingService", "AgentService", "OrderService", "Gateway",
        "Contracts", "Runtime", "Storage", "Telemetry",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SwiftCSV", package: "SwiftCSV"),
      ]),

    // Tests mirror Sources; TestSupport is their common ground.
    .target(
      name: "TestSupport",
      dependencies: contractProducts + [
        "Contracts", "Runtime", "Storage",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ], path: "Tests/TestSupport"),
    .executableTarget(
      name: "StorageCrashChild", dependencies: ["Storage", .product(name: "Logging", package: "swift-log")],
      path: "Tests/StorageCrashChild"),
    .testTarget(
      name: "StorageTests",
      dependencies: [
        "Storage", "TestSupport", "StorageCrashChild",
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ]),
    .testTarget(
      name: "TelemetryTests",
      dependencies: [
        "Telemetry", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ], exclude: ["Oracle"]),
    .testTarget(
      name: "RuntimeTests",
      dependencies: contractProducts + [
        "Contracts", "Runtime", "Storage", "TestSupport",
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .testTarget(
      name: "OutboundTests",
      dependencies: [
        "Outbound", "Runtime", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .testTarget(
      name: "GatewayTests",
      dependencies: contractProducts + [
        "Gateway", "Runtime", "Storage", "Telemetry", "TestSupport",
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], exclude: ["Oracle"]),
    .testTarget(
      name: "AuthServiceTests",
      dependencies: contractProducts + [
        "AuthService", "Contracts", "Outbound", "Runtime", "Storage", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
      ], exclude: ["Oracle"]),
    .testTarget(
      name: "BillingServiceTests",
      dependencies: contractProducts + [
        "BillingService", "Contracts", "Runtime", "Storage", "TestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ], exclude: ["Oracle"]),
    .testTarget(
      name: "OrderServiceTests",
      dependencies: contractProducts + [
        "OrderService", "Contracts", "Outbound", "Runtime", "Storage", "TestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ], exclude: ["Oracle"]),
    .testTarget(
      name: "AgentServiceTests",
      dependencies: contractProducts + [
        "AgentService", "Contracts", "Outbound", "Runtime", "Storage", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .testTarget(name: "BlackBoxTests", dependencies: ["Quartet", "Storage", "TestSupport"], exclude: ["Oracle"]),
    .executableTarget(
      name: "quartet-bench",
      dependencies: [
        "AuthService", "CPasswords", "Contracts", "Gateway", "Runtime", "Storage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], path: "Tests/Bench/QuartetBench"),
  ]
)
