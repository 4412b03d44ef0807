#pragma once
// A circuit as columns of a document: records equal to the byte when it is read again, and checked as if it were built anew.

#include "journal/document.hpp"
#include "ketway/circuit.hpp"

namespace ketway {

/// What `read_circuit` wants to see; its columns go into `d`.
nlohmann::json write_circuit(document_writer& d, const circuit& c);
/// Refuses what no builder would make, and what is not the circuit that was written.
circuit read_circuit(const document_reader& d, const nlohmann::json& from);

/// [["name", size], ...]
nlohmann::json write_registers(std::span<const circuit_register> registers);
/// A circuit of no more than the classical registers in `bits` of an object. Refuses what no circuit can have.
circuit read_bits(const nlohmann::json& object);

}  // namespace ketway
