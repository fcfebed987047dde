/// What is wrong with one method's options.
package struct ContractProblem: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
