extension Toolbox {
  /// Every tool that there is.
  static let standard = Toolbox([
    SearchProducts(), GetProductDetails(), FilterProductsByPrice(), CreateOrder(), ConfirmShipping(),
  ])
}
