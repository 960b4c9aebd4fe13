//! Databases that version 0.1.0 wrote, opened by the program of today: nothing that waits for a person is asked anew, and
//! nothing that moves money is done a second time. What is in each company is told in `fixtures/before_typed_state`.

mod choices;
mod effects;
mod every_company;
mod golden;
mod opening;
mod waits;
mod writes;
